using System.Text;

namespace Merlon.Documents.Tests;

public sealed class YamlDocumentTests
{
    [Theory]
    [InlineData("a: 1", "{a: 1}")]
    [InlineData("- a\n- 'b'\n- \"c\\n\"", "[a, 'b', 'c\n']")]
    [InlineData("a:\nb: ~", "{a: , b: ~}")]
    [InlineData("{\"json\": [1, true, null]}", "{json: [1, true, null]}")]
    [InlineData("a: |\n  x\n\n  y\n", "{a: 'x\n\ny\n'}")]
    [InlineData("a: >-\n  x\n  y\n", "{a: 'x y'}")]
    [InlineData("\"<<\": {a: 1}", "{<<: {a: 1}}")]
    [InlineData("a: &x {b: 1}\nc: *x\n", "{a: {b: 1}, c: {b: 1}}")]
    [InlineData("&k a: 1\nb: {*k : 2}\n", "{a: 1, b: {a: 2}}")]
    [InlineData("%YAML 1.2\n---\na: 1\n...\n", "{a: 1}")]
    [InlineData("\uFEFFa: 1", "{a: 1}")]
    [InlineData("ключ: значение 😀", "{ключ: значение 😀}")]
    [InlineData("a: !!str 12\nb: ! 12\nc: !!int 12", "{a: '12', b: '12', c: 12}")]
    [InlineData("plain", "plain")]
    [InlineData("a:\tb", "{a: b}")]
    public void Clean_documents_are_read_as_written(string text, string shown)
    {
        var parsed = Yaml.Read(text);
        parsed.Diagnostics.ShouldBeEmpty();
        Yaml.Show(parsed.Value).ShouldBe(shown);
    }

    [Theory]
    [InlineData("a:", true)]
    [InlineData("a: ~", true)]
    [InlineData("a: null", true)]
    [InlineData("a: NULL", true)]
    [InlineData("a: 'null'", false)]
    [InlineData("a: ''", false)]
    [InlineData("a: !!str null", false)]
    [InlineData("a: nULL", false)]
    public void Only_plain_nulls_are_null(string text, bool isNull)
        => ((YamlNode.Scalar)((YamlNode.Mapping)Yaml.Read(text).Value.ShouldNotBeNull()).Entries[0].Value).IsNull.ShouldBe(isNull);

    [Fact]
    public void Each_node_knows_its_place_and_path()
    {
        var root = Yaml.Read("name: x\nscopes:\n  - name: a\n    weight: 0.4\n  - {name: b, 'odd.key': [1]}\n").Value.ShouldNotBeNull();
        Yaml.Flatten(root).Select(static n => n.Location.ToString()).ShouldBe(
        [
            "1:1", "1:1 (name)", "1:7 (name)", "2:1 (scopes)", "3:3 (scopes)", "3:5 (scopes[0])",
            "3:5 (scopes[0].name)", "3:11 (scopes[0].name)", "4:5 (scopes[0].weight)", "4:13 (scopes[0].weight)",
            "5:5 (scopes[1])", "5:6 (scopes[1].name)", "5:12 (scopes[1].name)",
            "5:15 (scopes[1][\"odd.key\"])", "5:26 (scopes[1][\"odd.key\"])", "5:27 (scopes[1][\"odd.key\"][0])",
        ]);
    }

    [Fact]
    public void Columns_count_utf16_units_and_carriage_returns_do_not_shift_lines()
        => Yaml.Flatten(Yaml.Read("a: 1\r\n😀: 2\r\n").Value.ShouldNotBeNull()).Last().Location.ShouldBe(new(2, 5, "😀"));

    [Theory]
    [InlineData("base: &b {x: 1, y: 2}\nuse:\n  <<: *b\n  y: 3\n", "{y: 3, x: 1}")]
    [InlineData("base: &b {x: 1, y: 2}\nuse:\n  y: 3\n  <<: *b\n", "{y: 3, x: 1}")]
    [InlineData("p: &p {x: 1}\nq: &q {x: 2, z: 4}\nuse:\n  <<: [*p, *q]\n", "{x: 1, z: 4}")]
    [InlineData("p: &p {x: 1}\nq: &q {x: 2, z: 4}\nuse:\n  <<: *p\n  <<: *q\n", "{x: 1, z: 4}")]
    public void Merged_entries_come_behind_those_of_the_mapping_itself(string text, string use)
    {
        var parsed = Yaml.Read(text);
        parsed.Diagnostics.ShouldBeEmpty();
        ((YamlNode.Mapping)parsed.Value.ShouldNotBeNull()).TryFind("use", out var node).ShouldBeTrue();
        Yaml.Show(node).ShouldBe(use);
    }

    [Theory]
    [InlineData("a: 1\nb: 2\na: 3\nc: 4", "{a: 1, b: 2, c: 4}", "YAML020", "3:1 (a)")]
    [InlineData("{? [x] : 1, b: 2}", "{b: 2}", "YAML021", "1:4")]
    [InlineData("a: *x\nb: 2", "{b: 2}", "YAML022", "1:4 (a)")]
    [InlineData("- *x\n- b", "[b]", "YAML022", "1:3 ([0])")]
    [InlineData("*x : 1\nb: 2", "{b: 2}", "YAML022", "1:1")]
    [InlineData("b: &x [1, *x]", "{b: [1]}", "YAML023", "1:11 (b[1])")]
    [InlineData("b: &x {c: {d: *x}}", "{b: {c: {}}}", "YAML023", "1:15 (b.c.d)")]
    [InlineData("<<: 1\nb: 2", "{b: 2}", "YAML024", "1:5 (<<)")]
    [InlineData("<<: [{a: 1}, 2]\nb: 2", "{b: 2}", "YAML024", "1:5 (<<)")]
    [InlineData("a: !!python/object:os.system [x]", "{a: [x]}", "YAML025", "1:4 (a)")]
    [InlineData("a: !vault x", "{a: x}", "YAML025", "1:4 (a)")]
    [InlineData("a: &x {a: 1}\n? *x\n: 2", "{a: {a: 1}}", "YAML021", "1:4 (a)")]
    public void A_fault_gives_up_its_entry_and_no_more(string text, string kept, string code, string place)
    {
        var parsed = Yaml.Read(text);
        Yaml.Show(parsed.Value).ShouldBe(kept);
        parsed.Codes().ShouldBe([code]);
        parsed.Diagnostics[0].Location.ToString().ShouldBe(place);
        parsed.HasErrors.ShouldBeFalse();
    }

    [Fact]
    public void A_duplicate_key_names_both_lines()
    {
        var diagnostic = Yaml.Read("x:\n  weight: 1\n  name: n\n  weight: 2\n").Diagnostics.Single();
        diagnostic.Message.ShouldBe("the key stands twice, on line 2 and on line 4; the first was kept");
        diagnostic.Place.ShouldBe("t.yaml:4:3 (x.weight)");
        diagnostic.Excerpt.ShouldBe("weight");
    }

    [Theory]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(500)]
    public void Duplicates_are_found_in_mappings_of_any_size(int entries)
    {
        var text = new StringBuilder();
        for (var i = 0; i < entries; i++)
        {
            text.Append('k').Append(i).Append(": 1\n");
        }

        var parsed = Yaml.Read(text + "k0: 2\nk" + (entries - 1) + ": 2\nnew: 1\nnew: 2\n");
        parsed.Codes().ShouldBe(["YAML020", "YAML020", "YAML020"]);
        ((YamlNode.Mapping)parsed.Value.ShouldNotBeNull()).Entries.Count.ShouldBe(entries + 1);
    }

    [Fact]
    public void Anchors_end_with_their_document()
    {
        var parsed = Yaml.ReadAll("a: &x 1\n---\nb: *x\n");
        parsed.Codes().ShouldBe(["YAML022"]);
        parsed.Value.ShouldNotBeNull().Select(Yaml.Show).ShouldBe(["{a: 1}", "{}"]);
    }

    [Fact]
    public void A_stream_gives_its_documents_in_order_and_leaves_empty_ones_out()
    {
        var parsed = Yaml.ReadAll("a: 1\n---\nb: 2\n---\n# nothing\n---\nc: 3\n");
        parsed.Value.ShouldNotBeNull().Select(Yaml.Show).ShouldBe(["{a: 1}", "{b: 2}", "{c: 3}"]);
        parsed.Codes().ShouldBe(["YAML031"]);
    }

    [Fact]
    public void Documents_before_a_syntax_error_are_kept_in_a_stream()
    {
        var parsed = Yaml.ReadAll("a: 1\n---\nb: 'x\n");
        parsed.Value.ShouldNotBeNull().Select(Yaml.Show).ShouldBe(["{a: 1}"]);
        parsed.Diagnostics.Single().Location.ShouldBe(new(3, 4));
    }

    [Fact]
    public void Several_documents_are_refused_where_one_is_expected()
    {
        var parsed = Yaml.Read("a: 1\n---\nb: 2\n");
        parsed.Value.ShouldBeNull();
        parsed.Diagnostics.Single().ToString().ShouldStartWith("t.yaml:3:1: YAML030: one document was expected, but the file holds 2");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\n")]
    [InlineData("# only a comment\n")]
    [InlineData("---\n")]
    [InlineData("\uFEFF")]
    public void An_empty_document_is_an_error(string text)
    {
        Yaml.Read(text).Value.ShouldBeNull();
        Yaml.Read(text).Codes().ShouldBe(["YAML002"]);
        Yaml.ReadAll(text).Value.ShouldBeNull();
        Yaml.ReadAll(text).Codes().ShouldBe(["YAML002"]);
    }
}
