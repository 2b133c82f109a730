using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Merlon.Documents.Tests;

public sealed class YamlEditorTests
{
    const string Small = """
        # head
        merlon: 1
        name: Bank  # ours
        sectors: [finance, retail]   # two
        regions:
        # groups:
        #   - group: FIN7
        scopes:
          # the desks
          - name: desks   # d
            weight: 2
            platforms:
              - Windows # w
              # soon
              - macOS
          - {name: servers, weight: 1}
        # the end of scopes
        notes: |
          # no comment
          text
        unknown:   {a: 1}
        """;

    static string Done(string text, YamlEdit edit) => YamlEditor.Apply(text, edit, ReadLimits.Default).ShouldBeOfType<YamlEdited.Done>().Text;

    static YamlPath At(params object[] steps) => steps.Aggregate(YamlPath.Root, static (path, step) => step is int index ? path[index] : path[(string)step]);

    static YamlNode Read(string text) => YamlDocument.Read(Encoding.UTF8.GetBytes(text), "t", ReadLimits.Default).Value.ShouldNotBeNull();

    [Fact]
    public void A_word_added_to_a_list_in_brackets_leaves_all_else()
        => Done(Small, new YamlEdit.Add(At("sectors"), [YamlTree.Text("public sector")])).ShouldBe(Small.Replace("retail]", "retail, public sector]", StringComparison.Ordinal));

    [Fact]
    public void A_word_removed_from_a_list_takes_its_comma_along()
    {
        Done(Small, new YamlEdit.Remove(At("sectors", 0))).ShouldBe(Small.Replace("finance, ", "", StringComparison.Ordinal));
        Done(Small, new YamlEdit.Remove(At("sectors", 1))).ShouldBe(Small.Replace(", retail", "", StringComparison.Ordinal));
        Done(Done(Small, new YamlEdit.Remove(At("sectors", 1))), new YamlEdit.Remove(At("sectors", 0))).ShouldContain("sectors: []   # two");
    }

    [Fact]
    public void A_value_that_is_not_there_yet_follows_its_key()
        => Done(Small, new YamlEdit.Put(At("regions"), YamlTree.Words(["Germany"]))).ShouldBe(Small.Replace("regions:", "regions: [Germany]", StringComparison.Ordinal));

    [Fact]
    public void A_new_key_takes_the_place_of_its_commented_example()
        => Done(Small, new YamlEdit.Add(At("groups"), [YamlTree.Map(("group", YamlTree.Text("FIN7")), ("weight", YamlTree.Text("0.5")))]))
            .ShouldBe(Small.Replace("# groups:", "groups:\n  - group: FIN7\n    weight: 0.5\n# groups:", StringComparison.Ordinal));

    [Fact]
    public void An_entry_that_is_removed_leaves_the_comments_around_it()
    {
        Done(Small, new YamlEdit.Remove(At("scopes", 1))).ShouldBe(Small.Replace("  - {name: servers, weight: 1}\n", "", StringComparison.Ordinal));
        var without = Done(Small, new YamlEdit.Remove(At("scopes", 0)));
        without.ShouldContain("  # the desks\n  - {name: servers");
        Done(without, new YamlEdit.Remove(At("scopes", 0))).ShouldContain("scopes: []\n  # the desks\n# the end of scopes");
    }

    [Fact]
    public void The_first_entry_behind_a_dash_can_be_removed()
        => Done(Small, new YamlEdit.Remove(At("scopes", 0, "name"))).ShouldContain("  -    # d\n    weight: 2");

    [Fact]
    public void A_list_given_anew_keeps_the_comments_of_what_stays()
        => Done(Small, new YamlEdit.Put(At("scopes", 0, "platforms"), YamlTree.Words(["Windows", "Linux", "macOS"])))
            .ShouldContain("      - Windows # w\n      # soon\n      - Linux\n      - macOS");

    [Fact]
    public void Keys_above_are_made_with_the_value()
        => Done("name: a", new YamlEdit.Put(At("costs", "measures", "M1032", "days"), YamlTree.Text("3"))).ShouldBe("name: a\ncosts:\n  measures:\n    M1032: {days: 3}\n");

    [Fact]
    public void A_scalar_over_lines_is_replaced_whole()
        => Done(Small, new YamlEdit.Put(At("notes"), YamlTree.Text("short"))).ShouldContain("notes: short\nunknown:");

    [Fact]
    public void Line_breaks_and_a_byte_order_mark_stay_as_they_are()
    {
        var windows = "\uFEFF" + Small.Replace("\n", "\r\n", StringComparison.Ordinal);
        var changed = Done(windows, new YamlEdit.Add(At("scopes"), [YamlTree.Map(("name", YamlTree.Text("cloud")))]));
        changed.ShouldBe(windows.Replace("# the end", "  - name: cloud\r\n# the end", StringComparison.Ordinal).Replace("  - name: cloud\r\n# the end", "  - name: cloud\r\n# the end", StringComparison.Ordinal));
        changed.Count(static c => c == '\n').ShouldBe(changed.Split("\r\n").Length - 1);
    }

    [Theory]
    [InlineData("a: &x [1]\nb: *x\n")]
    public void What_others_refer_to_is_not_changed_under_them(string text)
        => YamlEditor.Apply(text, new YamlEdit.Remove(At("a")), ReadLimits.Default).ShouldBeOfType<YamlEdited.Refused>();

    [Fact]
    public void A_text_that_cannot_be_read_is_not_changed()
        => YamlEditor.Apply("a: [1", new YamlEdit.Put(At("a"), YamlTree.Text("x")), ReadLimits.Default).ShouldBeOfType<YamlEdited.Refused>().Why.ShouldContain("mend");

    public static TheoryData<string> Hostile =>
    [
        "a: b", "# no", "a #b", "- x", "'", "\"", "\\", "[a", "{a: b}", "&a", "*a", "!t", "|", ">", "%a", "@a", "`a", "null", "~", "true", "No", "", " ", " a ", "a\nb: c", "a\r\nb", "a\tb", "---", "...",
        "\u202Eabc\u202C", "\u200B", "\uFEFFx", "\u0000", "\u001B[31m", "\u0085x\u2028y\u2029", "Zürich Süd", "日本", "😀", "\uD800", "a\u00A0b", "12", "1e5", "0x1F", "2026-09-14", "85%", "WinEventLog:Sysmon", "a, b", "a]", "?a", "a:", ":a",
        "<script>alert(1)</script>", "=1+1", "\U000E0041",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Any_text_reads_back_as_it_was_in_any_place(string word)
    {
        var kept = word.Replace('\uD800', '\uFFFD');
        foreach (var edit in (YamlEdit[])
        [
            new YamlEdit.Put(At("name"), YamlTree.Text(kept)), new YamlEdit.Add(At("sectors"), [YamlTree.Text(kept)]), new YamlEdit.Put(At("scopes", 0, "name"), YamlTree.Text(kept)),
            new YamlEdit.Put(At("unknown", "a"), YamlTree.Text(kept)), new YamlEdit.Add(At("scopes"), [YamlTree.Map(("name", YamlTree.Text(kept)), ("hosts", YamlTree.Words([kept])))]),
            new YamlEdit.Put(At("more"), YamlTree.Map((kept, YamlTree.Text(kept)))),
        ])
        {
            var text = Done(Small, edit);
            YamlTree.AreSame(Read(text), YamlTree.Apply(Read(Small), edit, out _)).ShouldBeTrue();
            text.Any(static c => char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format).ShouldBeFalse();
        }
    }

    [Fact]
    public void Random_changes_one_after_the_other_say_what_they_should_and_keep_every_comment_elsewhere()
    {
        var made = 0;
        Prop.ForAll(ArbMap.Default.ArbFor<(byte Kind, byte Where, byte What, string? Word)[]>(), changes =>
        {
            var text = Small;
            foreach (var (kind, where, what, word) in changes)
            {
                var tree = Read(text);
                var edit = EditOf(tree, kind, where, what, word ?? "");
                if (YamlTree.Apply(tree, edit, out _) is not { } wanted || YamlEditor.Apply(text, edit, ReadLimits.Default) is not YamlEdited.Done done)
                {
                    continue;
                }

                made++;
                YamlTree.AreSame(Read(done.Text), wanted).ShouldBeTrue();
                foreach (var comment in (string[])["# head", "# the end of scopes"])
                {
                    done.Text.ShouldContain(comment);
                }

                text = done.Text;
            }
        }).Check(Cases.Quick);
        made.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Hardly_any_change_of_what_people_write_is_refused()
    {
        var random = new System.Random(7);
        var (done, refused) = (0, new List<string>());
        foreach (var file in Directory.EnumerateFiles(Repository.PathOf("examples"), "organisation.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var text = File.ReadAllText(file);
            for (var i = 0; i < 100; i++)
            {
                var edit = EditOf(Read(text), (byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256), "w" + i);
                if (YamlTree.Apply(Read(text), edit, out _) is not null)
                {
                    if (YamlEditor.Apply(text, edit, ReadLimits.Default) is YamlEdited.Done)
                    {
                        done++;
                    }
                    else
                    {
                        refused.Add($"{Path.GetFileName(Path.GetDirectoryName(file))} {edit} {YamlTree.TryFind(Read(text), edit.Path, out var there)} {there}");
                    }
                }
            }
        }

        done.ShouldBeGreaterThan(300);
        refused.ShouldBeEmpty();
    }

    // Some change of a place of the tree that the numbers choose.
    static YamlEdit EditOf(YamlNode tree, byte kind, byte where, byte what, string word)
    {
        var places = Places(tree, YamlPath.Root).ToList();
        var (path, node) = places[where % places.Count];
        var value = (what % 5) switch
        {
            0 => YamlTree.Words([word, "b"]),
            1 => YamlTree.Map(("name", YamlTree.Text(word)), ("more", YamlTree.Words(["x"]))),
            2 => YamlTree.List([YamlTree.Map(("name", YamlTree.Text(word)))]),
            _ => YamlTree.Text(word.Replace('\uD800', 'x')),
        };
        return (kind % 4, node) switch
        {
            (0, _) when path.Steps.Count > 0 => new YamlEdit.Remove(path),
            (1, YamlNode.Sequence sequence) => new YamlEdit.Add(path, [value], what % (sequence.Items.Count + 1)),
            (2, YamlNode.Mapping) => new YamlEdit.Put(path["k" + (what % 7)], value),
            _ => path.Steps.Count == 0 ? new YamlEdit.Put(path["z"], value) : new YamlEdit.Put(path, value),
        };
    }

    static IEnumerable<(YamlPath Path, YamlNode Node)> Places(YamlNode node, YamlPath path) => node switch
    {
        YamlNode.Mapping mapping => mapping.Entries.SelectMany(e => Places(e.Value, path[e.Key.Text])).Prepend((path, node)),
        YamlNode.Sequence sequence => sequence.Items.SelectMany((item, i) => Places(item, path[i])).Prepend((path, node)),
        _ => [(path, node)],
    };
}
