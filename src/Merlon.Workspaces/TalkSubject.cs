using System.Diagnostics.CodeAnalysis;

namespace Merlon.Workspaces;

/// <summary>What people talk about: a kind and an id, written <c>technique:T1059</c>.</summary>
/// <param name="Kind">One of <see cref="Kinds"/>.</param>
/// <param name="Id">The thing's id among its kind; foreign text without control characters.</param>
public sealed record TalkSubject(string Kind, string Id)
{
    /// <summary>Longest id, in characters.</summary>
    public const int SubjectCharactersMax = 300;

    /// <summary>Everything that can be talked about.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["control", "finding", "gap", "layer", "object", "plan", "rule", "team", "technique"];

    /// <summary>Reads a subject as it is written.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out TalkSubject? subject)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var id = colon < 0 ? "" : text[(colon + 1)..];
        var isOne = colon > 0 && Kinds.Contains(text[..colon], StringComparer.Ordinal) && id.Length is > 0 and <= SubjectCharactersMax
            && !id.Any(static c => char.IsControl(c) || char.IsSurrogate(c)) && id.Trim().Length == id.Length;
        subject = isOne ? new TalkSubject(text[..colon], id) : null;
        return isOne;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind}:{Id}";
}
