using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Merlon.Documents.Tests;

public sealed class YamlFuzzTests
{
    const string Valid = """
        name: &n Harbor Bank
        list: [a, 'b', "c\n", {d: e}]
        block: |
          some
            text
        folded: >-
          more text
        nested:
          - key: value # comment
            other: *n
          - <<: {x: 1}
            ? complex
            : y
        empty:
        ---
        second: !!str 12
        """;

    const string Indicators = ":-?[]{},#&*!|>'\"%@`\t \n\r~<\\.0a\u0085\u2028\ufeff\0=";

    [Fact]
    public void No_bytes_make_the_reader_throw()
        => Prop.ForAll<byte[]>(static bytes => HoldsFor(bytes)).Check(Cases.Quick.WithMaxTest(3_000));

    [Fact]
    public void No_string_of_indicators_makes_the_reader_throw()
    {
        var texts = Gen.Elements(Indicators.ToCharArray()).ArrayOf().Select(static chars => new string(chars)).ToArbitrary();
        Prop.ForAll(texts, static text => HoldsFor(Encoding.UTF8.GetBytes(text))).Check(Cases.Quick.WithMaxTest(5_000).WithEndSize(80));
    }

    [Fact]
    public void No_mutation_of_a_valid_document_makes_the_reader_throw()
    {
        var edits = Gen.Choose(0, Valid.Length - 1)
            .SelectMany(static _ => Gen.Elements(Indicators.ToCharArray()), static (at, c) => (at, c))
            .SelectMany(static _ => Gen.Choose(0, 2), static (edit, kind) => (edit.at, edit.c, kind))
            .NonEmptyListOf().ToArbitrary();
        Prop.ForAll(edits, static list =>
        {
            var text = new StringBuilder(Valid);
            foreach (var (at, c, kind) in list.Take(8).Where(edit => edit.at < text.Length))
            {
                _ = kind switch
                {
                    0 => text.Insert(at, c),
                    1 => text.Remove(at, 1),
                    _ => text.Replace(text[at], c, at, 1),
                };
            }

            return HoldsFor(Encoding.UTF8.GetBytes(text.ToString()));
        }).Check(Cases.Quick.WithMaxTest(5_000));
    }

    [Fact]
    public void Every_truncation_is_read_or_refused()
    {
        var bytes = Encoding.UTF8.GetBytes(Valid);
        for (var length = 0; length <= bytes.Length; length++)
        {
            HoldsFor(bytes[..length]).ShouldBeTrue($"cut at {length}");
        }
    }

    // Nothing is null without an error, trees keep the limits, places lie in the text, and the same bytes give the same answer.
    static bool HoldsFor(byte[] bytes)
    {
        var limits = ReadLimits.Default with { YamlDepthMax = 6, YamlNodesMax = 60, YamlAliasesMax = 5, DiagnosticsMax = 10 };
        var parsed = YamlDocument.ReadAll(bytes, "t.yaml", limits);
        var again = YamlDocument.ReadAll(bytes, "t.yaml", limits);
        var roots = parsed.Value ?? [];
        return (parsed.Value is not null || parsed.HasErrors)
            && parsed.Diagnostics.SequenceEqual(again.Diagnostics)
            && roots.Select(Yaml.Show).SequenceEqual((again.Value ?? []).Select(Yaml.Show), StringComparer.Ordinal)
            && roots.Sum(static root => Yaml.Flatten(root).Count()) <= 60
            && roots.All(static root => DepthOf(root) <= 6)
            && roots.SelectMany(Yaml.Flatten).All(static node => node.Location is { Line: > 0, Column: > 0 })
            && roots.SelectMany(Yaml.Flatten).OfType<YamlNode.Mapping>().All(HasUniqueKeys)
            && parsed.Diagnostics.All(d => d.Location.Line <= bytes.Length + 1 && d.ToString().All(static c => !char.IsControl(c)));
    }

    static int DepthOf(YamlNode node) => node switch
    {
        YamlNode.Sequence sequence => 1 + sequence.Items.Select(DepthOf).DefaultIfEmpty(0).Max(),
        YamlNode.Mapping mapping => 1 + mapping.Entries.Select(static e => DepthOf(e.Value)).DefaultIfEmpty(0).Max(),
        _ => 0,
    };

    static bool HasUniqueKeys(YamlNode.Mapping mapping)
        => mapping.Entries.DistinctBy(static e => e.Key.Text, StringComparer.Ordinal).Count() == mapping.Entries.Count;
}
