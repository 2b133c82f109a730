using System.Text;
using Merlon.Dettect;
using Merlon.Documents;

namespace Merlon.Defense.Tests.Dettect;

public sealed class DettectYamlTests
{
    [Fact]
    public void Every_sample_is_the_same_after_it_was_written()
    {
        foreach (var path in Directory.EnumerateFiles(SharedData.PathOf("dettect"), "*.yaml", SearchOption.AllDirectories))
        {
            AssertSame(YamlDocument.Read(File.ReadAllBytes(path), path, ReadLimits.Default).Value.ShouldBeOfType<YamlNode.Mapping>());
        }
    }

    [Fact]
    public void Unknown_keys_comments_of_values_and_odd_texts_survive()
        => AssertSame(YamlDocument.Read(Encoding.UTF8.GetBytes("""
            version: 1.2
            file_type: technique-administration
            owner: {team: SOC, "on call": [a, [b, c], {d: e}], empty: {}, none: [], nothing: }
            techniques:
              - technique_id: T1055
                detection:
                  comment: |
                    two lines: with a colon
                      and # no comment
                  location: ['', "null", 'true', null, -1, "-1", '- a', "it's", "tab\there", "\u00e9\u2028x", '@x', 'a: b', 'a #b', ' lead', 'trail ', '%', "\U0001F600"]
                  'odd: key': ~
            """), "x", ReadLimits.Default).Value.ShouldBeOfType<YamlNode.Mapping>());

    [Fact]
    public void Remarks_beside_values_are_written_back_where_they_stood()
    {
        const string text = """
            # about the file
            version: 1
            file_type: group-administration
            platform: [all] # every one
            groups:
              # the first
              - group_name: 'A # no remark' # a remark
                note: "it's # none
                  # none either"
                campaign: |
                  # text
                  text # text
                technique_id:
                  T1059: 2410 # 24.10%
                  T1059.001: 5 #35%
                  # T1003: 3
                  T1005: 1
                software_id: [] # none known
                enabled: true
            # the end
            """;
        var file = DettectTexts.Read(text).Value.ShouldNotBeNull();
        file.Comments.Count.ShouldBe(9);
        var written = DettectYaml.Write(file.Root, file.Comments);
        written.ReplaceLineEndings("\n").ShouldBe("""
            # about the file
            version: 1
            file_type: group-administration
            platform: # every one
              - all
            groups:
              # the first
              - group_name: 'A # no remark' # a remark
                note: 'it''s # none # none either'
                campaign: "# text\ntext # text\n"
                technique_id:
                  T1059: 2410 # 24.10%
                  T1059.001: 5 #35%
                  # T1003: 3
                  T1005: 1
                software_id: [] # none known
                enabled: true
            # the end

            """.ReplaceLineEndings("\n"));
        var again = DettectTexts.Read(written).Value.ShouldNotBeNull();
        DettectYaml.Write(again.Root, again.Comments).ShouldBe(written);
    }

    [Fact]
    public void Every_sample_keeps_its_remarks()
    {
        foreach (var path in Directory.EnumerateFiles(SharedData.PathOf("dettect"), "*.yaml", SearchOption.AllDirectories))
        {
            var file = DettectReader.Read(File.ReadAllBytes(path), path, ReadLimits.Default).Value.ShouldNotBeNull();
            var written = DettectYaml.Write(file.Root, file.Comments);
            var again = DettectTexts.Read(written).Value.ShouldNotBeNull();
            again.Comments.Count.ShouldBe(file.Comments.Count, path);
            File.ReadLines(path).Count(static l => l.Contains('#', StringComparison.Ordinal)).ShouldBe(file.Comments.Count, path); // no sample has one inside of a text
        }
    }

    [Fact]
    public void Any_tree_reads_back_as_it_was_written()
    {
        var random = new Random(20261122);
        for (var i = 0; i < 2_000; i++)
        {
            AssertSame(Mapping(random, 0));
        }
    }

    static void AssertSame(YamlNode.Mapping tree)
    {
        var text = DettectYaml.Write(tree);
        var parsed = YamlDocument.Read(Encoding.UTF8.GetBytes(text), "written.yaml", ReadLimits.Default);
        parsed.Diagnostics.Select(static d => d.ToString()).ShouldBeEmpty(text);
        Shape(parsed.Value.ShouldNotBeNull()).ShouldBe(Shape(tree), text);
    }

    /// <summary>A tree as text: kinds, texts, and whether a scalar may be something else than text.</summary>
    static string Shape(YamlNode node) => node switch
    {
        YamlNode.Scalar { IsNull: true } => "null",
        YamlNode.Scalar scalar => $"{(scalar.IsPlain && scalar.Text.All(static c => c >= ' ') ? "p" : "q")}<{scalar.Text}>",
        YamlNode.Sequence sequence => $"[{string.Join(",", sequence.Items.Select(Shape))}]",
        YamlNode.Mapping mapping => $"{{{string.Join(",", mapping.Entries.Select(static e => $"{e.Key.Text}={Shape(e.Value)}"))}}}",
        _ => throw new InvalidOperationException(),
    };

    static YamlNode Node(Random random, int depth) => random.Next(depth > 3 ? 2 : 5) switch
    {
        0 => new YamlNode.Scalar(Words[random.Next(Words.Length)], IsPlain: false, SourceLocation.Whole),
        1 => new YamlNode.Scalar(Plain[random.Next(Plain.Length)], IsPlain: true, SourceLocation.Whole),
        2 or 3 => Mapping(random, depth + 1),
        _ => new YamlNode.Sequence([.. Enumerable.Range(0, random.Next(4)).Select(_ => Node(random, depth + 1))], SourceLocation.Whole),
    };

    static YamlNode.Mapping Mapping(Random random, int depth) => new(
        [.. Words.Where(_ => random.Next(4) == 0).Distinct(StringComparer.Ordinal).Select(word => KeyValuePair.Create(new YamlNode.Scalar(word, IsPlain: false, SourceLocation.Whole), Node(random, depth)))],
        SourceLocation.Whole);

    static readonly string[] Words = ["a", "null", "", "x: y", "x #y", "line\nbreak", "'", "\"", "\\", "- item", "[x]", "{", "&a", "*a", "!t", "tab\t", "é", "😀", " ", "1.0", "true", "key:", "...", "---", "<<"];
    static readonly string[] Plain = ["", "~", "null", "true", "1.1", "-1", "2021-06-08T00:00:00.000Z", "two words", "T1059.001", "a'b", "x-y"];
}
