using System.Text.RegularExpressions;
using Merlon.Sigma.Backends;

namespace Merlon.Detection.Tests.Sigma.Backends;

/// <summary>Trees written for .NET, so that they can be run here and compared with what they stand for.</summary>
static class DotNetDialect
{
    static readonly RegexDialect Dialect = RegexDialect.Re2 with { LineStart = "(?m:^)", LineEnd = "(?m:$)", CharacterFormat = @"\u{0:X4}", RepeatMax = 100_000, NodesMax = int.MaxValue };

    /// <summary>The tree as an expression; null where it cannot be written.</summary>
    public static Regex? Make(RegexTree tree, bool hasCaseFlag = false)
        => (Dialect with { HasCaseFlag = hasCaseFlag }).Write(Plain(tree)) is { Text: { } text } ? new Regex(text, RegexOptions.CultureInvariant) : null;

    /// <summary>The tree asked of whole texts, as Lucene would.</summary>
    public static Regex? MakeWhole(RegexTree tree)
        => (Dialect with { Start = "", End = "", LineStart = "", LineEnd = "" }).Write(Plain(tree)) is { Text: { } text } ? new Regex(@"\A(?:" + text + @")\z", RegexOptions.CultureInvariant) : null;

    // .NET matches UTF-16 units: what lies beyond the basic plane is left to those.
    static RegexTree Plain(RegexTree tree) => tree switch
    {
        RegexTree.One { Characters.Ranges: [.., (var first, CharacterSet.Last)] } one when !one.Characters.IsAll && first < 0x10000
            => new RegexTree.One(CharacterSet.OfEach([]).Union(Clipped(one.Characters))),
        RegexTree.Sequence row => RegexTree.Row(row.Parts.Select(Plain)),
        RegexTree.Choice choice => new RegexTree.Choice([.. choice.Parts.Select(Plain)]),
        RegexTree.Repeat repeat => repeat with { Part = Plain(repeat.Part) },
        _ => tree,
    };

    static CharacterSet Clipped(CharacterSet set)
    {
        var clipped = CharacterSet.OfEach([]);
        foreach (var (first, last) in set.Ranges.Where(static range => range.First < 0x10000))
        {
            clipped = clipped.Union(CharacterSet.OfRange(first, Math.Min(last, 0xFFFF)));
        }

        return clipped;
    }
}
