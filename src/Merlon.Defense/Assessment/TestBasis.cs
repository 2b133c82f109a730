using System.Text;

namespace Merlon.Assessment;

/// <summary>What the result of a test rests on: docs/design/test-voiding.md. Lines are ordered, each key once.</summary>
public sealed record TestBasis
{
    /// <summary>Most lines that are kept.</summary>
    public const int LinesMax = 10_000;

    const char FieldSeparator = '\t';
    const char LineSeparator = '\n';

    /// <summary>A basis of lines; repeated keys are taken once.</summary>
    public TestBasis(IEnumerable<BasisLine> lines)
        => Lines = [.. lines.OrderBy(static line => line.Kind).ThenBy(static line => line.Key, StringComparer.Ordinal).ThenBy(static line => line.Value, StringComparer.Ordinal)
            .DistinctBy(static line => (line.Kind, line.Key)).Take(LinesMax)];

    /// <summary>By kind, then ordinally by key.</summary>
    public IReadOnlyList<BasisLine> Lines { get; }

    /// <summary>The lines as text: kind, key, value and name with tabs between, a line each. What <see cref="Parse"/> reads.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        foreach (var line in Lines)
        {
            text.Append(WordOf(line.Kind)).Append(FieldSeparator).Append(Plain(line.Key)).Append(FieldSeparator)
                .Append(Plain(line.Value)).Append(FieldSeparator).Append(Plain(line.Name)).Append(LineSeparator);
        }

        return text.ToString();
    }

    /// <summary>Reads what <see cref="ToText"/> wrote; lines that are none are left out, so that a newer Merlon's do no harm.</summary>
    public static TestBasis Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<BasisLine> lines = [];
        foreach (var line in text.Split(LineSeparator, LinesMax + 1))
        {
            if (line.Split(FieldSeparator) is [var word, var key, var value, var name] && KindOf(word) is { } kind)
            {
                lines.Add(new BasisLine(kind, key, value, name));
            }
        }

        return new TestBasis(lines);
    }

    /// <inheritdoc/>
    public bool Equals(TestBasis? other) => other is not null && Lines.SequenceEqual(other.Lines);

    /// <inheritdoc/>
    public override int GetHashCode() => Lines.Count == 0 ? 0 : HashCode.Combine(Lines.Count, Lines[0]);

    static string Plain(string text) => text.AsSpan().IndexOfAny(FieldSeparator, LineSeparator) < 0 ? text : text.Replace(FieldSeparator, ' ').Replace(LineSeparator, ' ');

    static string WordOf(BasisKind kind) => kind switch
    {
        BasisKind.Technique => "technique",
        BasisKind.Rule => "rule",
        BasisKind.LogSource => "log-source",
        BasisKind.Mitigation => "mitigation",
        BasisKind.Control => "control",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a kind"),
    };

    static BasisKind? KindOf(string word) => word switch
    {
        "technique" => BasisKind.Technique,
        "rule" => BasisKind.Rule,
        "log-source" => BasisKind.LogSource,
        "mitigation" => BasisKind.Mitigation,
        "control" => BasisKind.Control,
        _ => null,
    };
}

/// <summary>What a line of a basis is of.</summary>
public enum BasisKind
{
    /// <summary>The technique's definition in the release.</summary>
    Technique,

    /// <summary>A deployed rule that speaks for the technique.</summary>
    Rule,

    /// <summary>A log source in one scope, as collected.</summary>
    LogSource,

    /// <summary>A mitigation in one scope.</summary>
    Mitigation,

    /// <summary>A control in one scope.</summary>
    Control,
}

/// <summary>One thing that a test rests on.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Key">Which one: a rule's key in the evidence, <c>sysmon@office</c>, <c>M1038@office</c>, a technique's id.</param>
/// <param name="Value">How it was: a fingerprint, <c>85% 1,3,10</c>, a degree, a version.</param>
/// <param name="Name">As people know it.</param>
public sealed record BasisLine(BasisKind Kind, string Key, string Value, string Name);
