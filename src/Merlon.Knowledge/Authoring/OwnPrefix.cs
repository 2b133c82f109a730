using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Merlon.Attack;

namespace Merlon.Authoring;

/// <summary>
/// What an organisation's ids begin with: <c>HB</c> makes <c>HBT0001</c>, <c>HB-</c> makes <c>HB-T0001</c> as Workbench writes
/// them. Two to five letters, then perhaps a hyphen.
/// </summary>
public sealed record OwnPrefix
{
    /// <summary>Highest number of an id: four digits.</summary>
    const int NumberMax = 9_999;

    OwnPrefix(string text) => Text = text;

    /// <summary>The prefix in upper case, with its hyphen where it has one.</summary>
    public string Text { get; }

    /// <summary>
    /// Reads a prefix, letter case ignored. Without a hyphen it may not end in <c>DE</c>: <c>DE</c> and <c>T0001</c> together
    /// would be a detection strategy.
    /// </summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out OwnPrefix? prefix)
    {
        var upper = text.ToUpperInvariant();
        var letters = upper.EndsWith('-') ? upper[..^1] : upper;
        var isGood = letters.Length is >= 2 and <= TechniqueId.PrefixCharsMax && letters.All(char.IsAsciiLetterUpper)
            && TechniqueId.TryParse($"{upper}T0001", out var probe) && probe.IsOwn;
        prefix = isGood ? new OwnPrefix(upper) : null;
        return isGood;
    }

    /// <summary>The id of a kind and number: <c>HBT0001</c>.</summary>
    public string IdOf(OwnKind kind, int number) => string.Create(CultureInfo.InvariantCulture, $"{Text}{kind.Letters}{number:0000}");

    /// <summary>True when an id has the form of a kind's own ids: <c>HBT0001</c>, <c>HBT1059.001</c>.</summary>
    public bool Fits(OwnKind kind, string id)
    {
        if (!id.StartsWith(Text, StringComparison.Ordinal) || !id.AsSpan(Text.Length).StartsWith(kind.Letters, StringComparison.Ordinal))
        {
            return false;
        }

        var rest = id.AsSpan(Text.Length + kind.Letters.Length);
        return IsDigits(rest, 4)
            || kind.Type is StixTypes.Technique && rest.Length == 8 && rest[4] == '.' && IsDigits(rest[..4], 4) && IsDigits(rest[5..], 3);
    }

    /// <summary>The first id of a kind that is not taken; null when all are.</summary>
    public string? Next(OwnKind kind, Func<string, bool> isTaken)
        => Enumerable.Range(1, NumberMax).Select(number => IdOf(kind, number)).FirstOrDefault(id => !isTaken(id));

    /// <summary>The first id of a sub-technique of <paramref name="parent"/> that is not taken: <c>HBT0001.001</c>, of a published one <c>HBT1059.001</c>.</summary>
    public string? NextSub(string parent, Func<string, bool> isTaken)
    {
        var root = parent.StartsWith(Text, StringComparison.Ordinal) ? parent : Text + parent;
        return Enumerable.Range(1, 999).Select(number => string.Create(CultureInfo.InvariantCulture, $"{root}.{number:000}")).FirstOrDefault(id => !isTaken(id));
    }

    /// <summary>As <see cref="Text"/>.</summary>
    public override string ToString() => Text;

    static bool IsDigits(ReadOnlySpan<char> text, int count) => text.Length == count && !text.ContainsAnyExceptInRange('0', '9');
}
