using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Merlon.Documents.Tests;

/// <summary>The reader of the usual subset against the general parser: the same trees and places, or it leaves the text alone.</summary>
public sealed class YamlSubsetTests
{
    const string Indicators = ":-?[]{},#&*!|>'\"%@`\t \n\r~<\\.0a\u0085\u2028\ufeff=";

    const string Rule = """
        title: A "rule" of Tom's:no, a#1 here # but a comment here
        id: 929a690e-bef0-4204-a928-ef5e620d6fcc
        description: |
            Two lines,
              the second indented

            and a third
        summary: >-
            folded
            text

              kept

            end
        references:
            - https://example.com/a?b=c#d
            -   plain text that
              goes on
        tags: [attack.t1059, 'attack.t1059.001', "x\ty"]
        detection:
            selection:
                - Image|endswith: '\a.exe'
                  OriginalFileName:
                    - "A\\B \"C\""
                    - 'it''s'
                -   Other: 12
            'quoted key|all':
            - -1
            - -
            - - nested
              - more
            empty:   # nothing
            filter:

                # a comment

                Field: null
            condition: selection and
                not filter

                or empty
        ---
        - a list
        -
          b: c
        """;

    public static TheoryData<string> Samples =>
    [
        Rule, "a: b", "a:\n- b\n- c\nd:\n", "a:", "a: ", "-", "- ", "- a\n-\n- c", "a:\n  - b\n - c", "a: b\n c", "a: b\n\n\n  c\n d: e",
        "a: b # c\n d", "a: b\n # c\n d", "a: b#c", "a: 'b'#c", "a: 'b' #c", "a: 'b' c", "a: 'b\n c'", "a: \"b\\\n c\"", "a: \"\\x41\\n\\/\\ \"", "'a': b", "'a' : b",
        "\"a\\\"\": b", "a : b", "a b: c", "a:b: c", "a: b: c", "a: b:", "a: ?b", "a: :b", "?b: c", ":b: c", "? b", "a: -b", "a: - b", "a: -", "a: - ", "a: [b, c]", "a: [b,\n c]",
        "a: []", "a: [ ]", "a: [b,]", "a: [b, ]", "a: [,]", "a: [b c , d ]", "a: [b]#", "a: [b] # c", "a: [b: c]", "a: [-b]", "a: ['b', \"c\"]", "a: ['b' c]", "a: [b", "a: {}", "a: {b: c}",
        "a: |\n b\n c", "a: |\n b\n c\n", "a: |\n b\n\n\n", "a: |-\n b\n\n", "a: |+\n b\n\n", "a: |+\n b\n\nc: d", "a: >\n b\n c\n", "a: >\n b\n\n c\n", "a: >\n b\n   c\n d\n", "a: >\n\n b\n",
        "a: >\n   b\n  c\n", "a: |\nb: c", "a: |\n", "a: |", "a: |2\n   b", "a: | # c\n b", "a: |\n  b\n # c\nd: e", "a: |\n  b\n c\nd: e", "a: |\n  \n  b\n", "a: |\n   \n  b\n", "a: |\n b\n  ", "a: |\n b\n   \n c\n",
        "a: >\n b\n   \n c\n", "a: >\n b\n \n c\n", "a: |\n b\n   ", "- |\n a\n- b", "- |\n  a\n- b", "a:\n- |\n b\nc: d", "- a: |\n   b\n  c: d", "- a: |\n  b\n", "a: >+\n b\n\n c\n\n\nd: e",
        "a: &b c", "a: *b", "a: !!str b", "<<: {a: b}", "'<<': a", "a: b\na: c", "a: %b", "%YAML 1.2\n---\na: b", "---\na: b", "--- a: b", "--- # c\na: b", "---\n---\na: b", "a: b\n---\n", "a: b\n...\n", "a: b\n---\nc: d\n",
        "a: b\n--- c", "a: ---", "---a: b", "--- |\n a", "---", "", "# c", "a", "a\nb: c", "'a'", "[a]", " a: b", " a: b\nc: d", "a:\n  b: c\n d: e", "a:\n    b: c\n  d: e", "a:\r\n  b: c\r\n  d: |\r\n    e\r\n    f\r\n", "a: b\rc: d",
        "a:\tb", "a: 'b\tc'", "a: \"b\tc\"", "a: b # c\td", "a: |\n b\tc\n", "a: |\n \tb\n", "a: |\n b\n\tc", "a:\n\t- b", "-\ta", "a: 'b'\t", "a: [b\t]", "a: [\tb]", "\t# c\na: b", "'a':\tb", "?\ta", "---\t\na: b",
        "a: \"\\x41\\u0042\\u0d8f\"", "a: \"\\ud83d\\ude00\"", "a: \"\\U00000041\"", "a: \"\\x4\"", "a: \"\\u004\"", "a: \"\\x4g\"", "a: \"\\u\"", "a: \"\\x", "a: \"\\u0000\"", "a: \"\\_\\e\"",
        "a: b\tc", "a: b\u0085c", "a: b\u2028c", "\u00e4: \u00f6 # \u00fc\nb: '\ud83d\ude00' # \u00e4\n", "a: ~\nb: null\nc: ''", "a: '", "a: \"", "a: ''", "a: ''''", "a: '''b'''", "a: \"b\\", "a: b\\", "- 'a': b\n  c: d", "- - - a\n    - b\n  - c\n- d",
        "- a: b\n - c", "a:\n -\n  b", "a:\n - # c\n   b: c\n", "a:\n# c\n - b\n# c\n", "a:\n  b\n", "a:\n  b\n  c\n", "a:\n  b: c\n  d\n", "a:\n  'b'\n", "a:\n  |\n  b\n", "a:\n  [b]\n", "a:\n'b': c", "a: b\nc", "a: b\n'c", "a,b: c", "a]: b", "a: b]", "a: b, c", "a: b{c}",
        "a: =\nb: <\nc: .", "a: b  \nc: d  # e\n", "-a: b", "-a", "--: b", "a: --- b", "a:\n---\nb: c", "- a\n---\n- b\n", "a: >\n\n\n  b\n\n", "a: >\n  b\n  # c\n", "a: b\n  - c\n  - d", "a: b\n  ? c", "a: b\n  'c: d", "a: b\n  c:d", "a: b\n  c:", "a: b\n  # c\n  d",
        "a: b # c\n  # d\n  e", "a:    \n     - b\n     -    c\n", "a:  'b'  \n", "- 'a'\n- \"b\"\n-    'c'   # d", "a: []\nb: [ 'c' , d ]", "a: [b;c, d/e, f.g*h]", "a: [b'c]", "a: [b#c]", "a: [b #c]",
    ];

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_gives_the_general_parsers_tree_or_is_left_to_it(string text) => Compare(text);

    [Fact]
    public void What_rules_are_written_in_is_of_the_subset()
    {
        YamlSubsetReader.TryRead(Rule, ReadLimits.Default, out var roots).ShouldBeTrue();
        roots.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("a: &b c")]
    [InlineData("a: *b")]
    [InlineData("a: !!str b")]
    [InlineData("<<: b")]
    [InlineData("? a")]
    [InlineData("a:\tb")]
    [InlineData("a: {b: c}")]
    [InlineData("%YAML 1.2\n---\na: b")]
    [InlineData("a: b\na: c")]
    [InlineData("a: b\n---\n")]
    [InlineData("a")]
    [InlineData("")]
    public void What_needs_more_or_a_diagnostic_is_the_general_parsers(string text)
        => YamlSubsetReader.TryRead(text, ReadLimits.Default, out _).ShouldBeFalse();

    [Fact]
    public void A_limit_is_the_general_parsers_to_refuse()
    {
        var nodes = ReadLimits.Default with { YamlNodesMax = 5 };
        YamlSubsetReader.TryRead("a: [b, c]", nodes, out _).ShouldBeTrue();
        YamlSubsetReader.TryRead("a: [b, c, d]", nodes, out _).ShouldBeFalse();
        var depth = ReadLimits.Default with { YamlDepthMax = 2 };
        YamlSubsetReader.TryRead("a: [b]", depth, out _).ShouldBeTrue();
        YamlSubsetReader.TryRead("a:\n- [b]", depth, out _).ShouldBeFalse();
        YamlSubsetReader.TryRead("a:\n- - b", depth, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void Nesting_that_recursion_must_not_follow_is_the_general_parsers(int levels, bool isOfTheSubset)
    {
        var limits = ReadLimits.Default with { YamlDepthMax = 1_000 };
        var text = string.Concat(Enumerable.Repeat("- ", levels)) + "a";
        YamlSubsetReader.TryRead(text, limits, out _).ShouldBe(isOfTheSubset);
        Yaml.Read(text, limits).HasErrors.ShouldBeFalse();
    }

    [Theory]
    [InlineData(1_000, true)]
    [InlineData(1_001, false)]
    public void A_very_long_key_is_the_general_parsers(int length, bool isOfTheSubset)
    {
        var text = new string('k', length) + ": v";
        YamlSubsetReader.TryRead(text, ReadLimits.Default, out _).ShouldBe(isOfTheSubset);
        Yaml.Read(text).HasErrors.ShouldBeFalse();
    }

    [Fact]
    public void Every_rule_of_SigmaHQ_is_of_the_subset_and_gives_the_same_tree()
    {
        var texts = TextsBelow(SharedData.PathOf("sigma")).ToList();
        texts.Count.ShouldBeGreaterThan(3_900);
        texts.Count(Compare).ShouldBe(texts.Count);
    }

    [Fact]
    public void Every_other_file_at_hand_gives_the_same_tree()
    {
        foreach (var text in TextsBelow(Repository.PathOf("rules")).Concat(TextsBelow(Repository.PathOf("examples"))).Concat(TextsBelow(SharedData.PathOf("dettect"))))
        {
            Compare(text);
        }
    }

    [Fact]
    public void No_edit_of_a_text_parts_the_two()
        => Prop.ForAll(Edited([Rule, .. Samples.Select(static row => row.Data)], maxEdits: 4).ToArbitrary(), static text => Compare(text) || true)
            .Check(Cases.Quick.WithMaxTest(30_000));

    [Fact]
    public void No_edit_of_a_rule_of_SigmaHQ_parts_the_two()
    {
        string[] texts = [.. TextsBelow(SharedData.PathOf(Path.Combine("sigma", "rules", "windows", "builtin"))).Where(static (_, i) => i % 10 == 0)];
        Prop.ForAll(Edited(texts, maxEdits: 3).ToArbitrary(), static text => Compare(text) || true).Check(Cases.Quick.WithMaxTest(2_000));
    }

    [Fact]
    public void No_lines_of_a_few_words_part_the_two()
    {
        string[] words = ["a:", "b:", "c", "- ", "'d'", "\"e\"", "|", ">", ">-", "|+", "[f, g]", " ", "  ", "    ", "\n", "\n", "\n ", "\n  ", "\n    ", " #h", ": ", "---", "i: j", "- k", "''"];
        var texts = Gen.Elements(words).ArrayOf().Select(static parts => string.Concat(parts)).ToArbitrary();
        Prop.ForAll(texts, static text => Compare(text) || true).Check(Cases.Quick.WithMaxTest(30_000).WithEndSize(24));
    }

    static Gen<string> Edited(string[] texts, int maxEdits)
    {
        var edit = Gen.Choose(0, int.MaxValue - 1).SelectMany(static _ => Gen.Elements(Indicators.ToCharArray()), static (at, c) => (at, c))
            .SelectMany(static _ => Gen.Choose(0, 4), static (edit, kind) => (edit.at, edit.c, kind));
        return Gen.Elements(texts).SelectMany(_ => edit.ListOf(), (text, edits) => Edit(text, edits.Take(maxEdits)));
    }

    static string Edit(string text, IEnumerable<(int At, char C, int Kind)> edits)
    {
        var result = new StringBuilder(text);
        foreach (var (place, c, kind) in edits)
        {
            var at = place % (result.Length + 1);
            var lineAt = result.ToString(0, at).LastIndexOf('\n') + 1;
            _ = kind switch
            {
                0 => result.Insert(at, c),
                1 when at < result.Length => result.Remove(at, 1),
                2 when at < result.Length => result.Replace(result[at], c, at, 1),
                3 => result.Insert(lineAt, ' '),
                4 when lineAt < result.Length && result[lineAt] == ' ' => result.Remove(lineAt, 1),
                _ => result,
            };
        }

        return result.ToString();
    }

    // True where the subset reader took the text.
    static bool Compare(string text)
    {
        if (!YamlSubsetReader.TryRead(text, ReadLimits.Default, out var roots))
        {
            return false;
        }

        var log = new DiagnosticLog("t.yaml", ReadLimits.Default);
        var expected = YamlDocument.ReadGeneral(text, ReadLimits.Default, log);
        log.ToList().ShouldBeEmpty(text);
        var shown = string.Concat(roots.Select(Show));
        if (shown != string.Concat(expected.Select(Show)))
        {
            shown.ShouldBe(string.Concat(expected.Select(Show)), text);
        }

        return true;
    }

    static string Show(YamlNode node)
    {
        var text = new StringBuilder();
        foreach (var each in Yaml.Flatten(node))
        {
            text.Append(CultureInfo.InvariantCulture, $"{each.Location} ");
            text.AppendLine(each switch
            {
                YamlNode.Scalar scalar => (scalar.IsPlain ? "plain " : "quoted ") + scalar.Text,
                YamlNode.Sequence sequence => string.Create(CultureInfo.InvariantCulture, $"sequence of {sequence.Items.Count}"),
                YamlNode.Mapping mapping => string.Create(CultureInfo.InvariantCulture, $"mapping of {mapping.Entries.Count}"),
                _ => throw new ArgumentOutOfRangeException(nameof(node)),
            });
        }

        return text.ToString();
    }

    static IEnumerable<string> TextsBelow(string folder)
        => Directory.EnumerateFiles(folder, "*.y*ml", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText);
}
