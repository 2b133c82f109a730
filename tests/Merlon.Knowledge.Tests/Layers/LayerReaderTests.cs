using System.Globalization;
using System.Text;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Layers;

namespace Merlon.Knowledge.Tests.Layers;

public sealed class LayerReaderTests
{
    static readonly AttackRelease Release = BuiltInRelease.Open();

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 8)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_written_layer_reads_back_as_the_same_layer(int seed)
    {
        var layers = new RandomLayer(seed);
        for (var i = 0; i < 500; i++)
        {
            var layer = layers.Next();
            var first = LayerText.Bytes(layer);
            var read = LayerReader.Read(first, "layer.json", ReadLimits.Default).Value.ShouldNotBeNull().Layers.ShouldHaveSingleItem();
            LayerComparison.Differences(layer, read).ShouldBeEmpty();
            LayerComparison.Differences(layer, read, Release).ShouldBeEmpty();
            LayerText.Bytes(read).ShouldBe(first);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_damaged_layer_is_read_or_refused_but_never_throws(int seed)
    {
        var random = new Random(seed);
        var layers = new RandomLayer(seed);
        for (var i = 0; i < 300; i++)
        {
            var bytes = LayerText.Bytes(layers.Next());
            for (var hit = random.Next(1, 6); hit > 0; hit--)
            {
                bytes[random.Next(bytes.Length)] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => (byte)'"', _ => (byte)"{}[],:0n"[random.Next(8)] };
            }

            var parsed = LayerReader.Read(bytes, "layer.json", ReadLimits.Default);
            if (parsed.Value is { } file)
            {
                using var again = new MemoryStream();
                LayerWriter.Write(file, again);
                LayerReader.Read(again.ToArray(), "again.json", ReadLimits.Default).Value.ShouldNotBeNull().Layers.Count.ShouldBe(file.Layers.Count);
            }
            else
            {
                parsed.HasErrors.ShouldBeTrue();
            }
        }
    }

    [Fact]
    public void Every_layer_of_the_shared_data_round_trips_and_loses_nothing()
    {
        var files = Directory.EnumerateFiles(SharedData.PathOf("layers"), "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        files.Count.ShouldBeGreaterThan(5);
        foreach (var path in files)
        {
            var parsed = LayerReader.Read(File.ReadAllBytes(path), path, ReadLimits.Default);
            var layer = parsed.Value.ShouldNotBeNull().Layers.ShouldHaveSingleItem();
            layer.Domain.ShouldBe("enterprise-attack");
            layer.Techniques.Count.ShouldBeGreaterThan(20);
            var again = LayerText.Only(LayerText.Written(layer));
            LayerComparison.Differences(layer, again, Release).ShouldBeEmpty();
            LayerText.CodesOf(parsed).Replace("LAYER009", "", StringComparison.Ordinal).Replace("LAYER015", "", StringComparison.Ordinal).Trim().ShouldBeEmpty(path);
        }
    }

    [Fact]
    public void An_array_of_layers_stays_an_array()
    {
        var one = LayerText.Layer("\"techniques\":[]");
        var file = LayerText.Read($"[{one},{one}]").Value.ShouldNotBeNull();
        file.IsArray.ShouldBeTrue();
        file.Layers.Count.ShouldBe(2);
        using var stream = new MemoryStream();
        LayerWriter.Write(file, stream);
        LayerReader.Read(stream.ToArray(), "x", ReadLimits.Default).Value.ShouldNotBeNull().Layers.Count.ShouldBe(2);
        LayerText.Read($"[{one}]").Value.ShouldNotBeNull().IsArray.ShouldBeTrue();
    }

    [Fact]
    public void A_layer_of_format_1_becomes_4_5()
    {
        // The example of the specification of format 1.0, commas before closing brackets included.
        var parsed = LayerText.Read("""
            {"version": "1.0", "name": "example", "description": "hello, world", "domain": "mitre-mobile", "viewFullTable": false,
             "filters": {"stages": ["act"], "platforms": ["windows", "mac", "AWS", "GCP"],}, "sorting": 2,
             "techniques": [{"techniqueID": "T1156", "enabled": false, "comment": "disabled"}, {"techniqueID": "T1103", "score": 50}, {"color": "#FF00FF", "techniqueID": "T1015",},]}
            """);
        var layer = parsed.Value.ShouldNotBeNull().Layers[0];
        layer.Domain.ShouldBe("mobile-attack");
        layer.Platforms.ShouldBe(["Windows", "macOS", "IaaS"]);
        layer.Layout.ShowIds.ShouldBeTrue();
        layer.Layout.ShowNames.ShouldBeFalse();
        layer.OtherFields.ShouldBeEmpty();
        layer.OtherFilters.ShouldBeEmpty();
        string.Join(" ", layer.Techniques.Select(technique => technique.TechniqueId)).ShouldBe("T1156 T1103 T1015");
        LayerText.CodesOf(parsed).ShouldBe("LAYER002 LAYER009");
        LayerText.Read(LayerText.Written(layer)).Diagnostics.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0, LayerMatrix.Side, false, true)]
    [InlineData(1, LayerMatrix.Side, true, false)]
    [InlineData(2, LayerMatrix.Mini, false, false)]
    public void The_view_mode_of_formats_1_1_to_3_becomes_a_layout(int mode, LayerMatrix matrix, bool ids, bool names)
    {
        var layer = LayerText.Only(string.Create(CultureInfo.InvariantCulture, $$"""{"version":"3.0","name":"n","domain":"mitre-enterprise","viewMode":{{mode}},"techniques":[]}"""));
        (layer.Layout.Matrix, layer.Layout.ShowIds, layer.Layout.ShowNames).ShouldBe((matrix, ids, names));
    }

    [Fact]
    public void What_the_format_does_not_know_is_kept_in_its_place()
    {
        var layer = LayerText.Only(LayerText.Layer("""
            "future":{"a":[1]},"versions":{"attack":"18","layer":"4.5","navigator":"6","next":7},"filters":{"platforms":[],"dataSources":["x"]},
            "layout":{"layout":"flat","zoom":2},"gradient":{"colors":["red","blue"],"minValue":1,"maxValue":2,"steps":5},
            "legendItems":[{"label":"l","color":"red","icon":"i"}],"metadata":[{"name":"n","value":"v","kind":"k"}],"links":[{"label":"l","url":"https://x","rel":"r"}],
            "techniques":[{"techniqueID":"T1059","aggregate":3,"metadata":[{"divider":true,"thick":1}]}]
            """));
        var text = LayerText.Written(layer).ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal);
        foreach (var kept in (string[])["\"future\":{\"a\":[1]}", "\"next\":7", "\"dataSources\":[\"x\"]", "\"zoom\":2", "\"steps\":5", "\"icon\":\"i\"", "\"kind\":\"k\"", "\"rel\":\"r\"", "\"aggregate\":3", "\"thick\":1"])
        {
            text.ShouldContain(kept);
        }
    }

    [Fact]
    public void A_score_that_is_text_is_kept_said_and_not_counted()
    {
        var parsed = LayerText.Read(LayerText.Technique("\"score\":\"50\""));
        var technique = parsed.Value.ShouldNotBeNull().Layers[0].Techniques.ShouldHaveSingleItem();
        technique.Score.ShouldBeNull();
        technique.OtherFields.ShouldHaveSingleItem().ShouldBe(new LayerField("score", "\"50\""));
        LayerText.CodesOf(parsed).ShouldContain("LAYER010");
        LayerText.Written(parsed.Value.Layers[0]).ShouldContain("\"score\": \"50\"");
    }

    [Theory]
    [InlineData("0.1", 0.1)]
    [InlineData("1e21", 1e21)]
    [InlineData("-0", 0.0)]
    [InlineData("-123456789012345", -123456789012345)]
    public void Scores_are_exact(string written, double score)
    {
        var layer = LayerText.Only(LayerText.Technique($"\"score\":{written}"));
        layer.Techniques[0].Score.ShouldBe(score);
        LayerText.Only(LayerText.Written(layer)).Techniques[0].Score.ShouldBe(score);
    }

    public static TheoryData<string, string, bool> Faults => new()
    {
        { "", "LAYER001", false },
        { "{", "LAYER001", false },
        { "NaN", "LAYER001", false },
        { LayerText.Technique("\"score\":NaN"), "LAYER001", false },
        { "7", "LAYER005", false },
        { "[]", "LAYER005", false },
        { "{}", "LAYER005", false },
        { """{"type":"bundle","objects":[]}""", "LAYER005", false },
        { """{"name":"x","techniques":[],}""", "LAYER002", true },
        { """{"techniques":[]}""", "LAYER007", true },
        { LayerText.Layer("\"techniques\":{}"), "LAYER008", true },
        { LayerText.Layer("\"description\":5"), "LAYER008", true },
        { LayerText.Layer("\"sorting\":9"), "LAYER008", true },
        { LayerText.Layer("\"layout\":{\"layout\":\"round\"}"), "LAYER008", true },
        { LayerText.Layer("\"name\":\"twice\""), "LAYER006", true },
        { LayerText.Technique("\"score\":1e999"), "LAYER011", true },
        { LayerText.Technique("\"color\":\"no colour\""), "LAYER012", true },
        { LayerText.Layer("\"gradient\":{\"colors\":[\"red\"],\"minValue\":0,\"maxValue\":1}"), "LAYER012", true },
        { LayerText.Layer("\"gradient\":{\"colors\":[\"red\",\"blue\"],\"minValue\":2,\"maxValue\":1}"), "LAYER012", true },
        { LayerText.Layer("\"tacticRowBackground\":\"#12345\""), "LAYER012", true },
        { LayerText.Layer("\"links\":[{\"label\":\"x\",\"url\":\"javascript:alert(1)\"}]"), "LAYER013", true },
        { LayerText.Layer("\"metadata\":[{\"name\":\"x\",\"value\":\"\"}]"), "LAYER014", true },
        { LayerText.Layer("\"legendItems\":[{\"label\":\"x\"}]"), "LAYER014", true },
        { LayerText.Layer("\"techniques\":[{\"techniqueID\":\"T1059\"},{\"techniqueID\":\"T1059\"}]"), "LAYER015", true },
        { LayerText.Layer("\"techniques\":[{\"score\":1}]"), "LAYER016", true },
        { LayerText.Layer("\"techniques\":[\"T1059\"]"), "LAYER016", true },
        { LayerText.Layer("\"x\":1"), "LAYER017", true },
        { """{"name":"n","domain":"d","versions":{"layer":"9.1"},"techniques":[]}""", "LAYER018", true },
        { """{"name":"n","domain":"d","versions":{"layer":"4.1"},"techniques":[]}""", "LAYER009", true },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Every_fault_has_its_code_and_costs_only_what_it_stands_in(string json, string code, bool isRead)
    {
        var parsed = LayerText.Read(json);
        LayerText.CodesOf(parsed).ShouldContain(code);
        (parsed.Value is not null).ShouldBe(isRead);
    }

    [Fact]
    public void Known_fields_with_useless_values_are_written_as_they_were()
    {
        var layer = LayerText.Only(LayerText.Layer("\"description\":5,\"gradient\":{\"colors\":[\"nope\"]},\"techniques\":[{\"techniqueID\":\"T1\",\"color\":\"nope\",\"enabled\":\"yes\"}]"));
        var again = LayerText.Only(LayerText.Written(layer));
        LayerComparison.Differences(layer, again).ShouldBeEmpty();
        again.OtherFields.ShouldContain(new LayerField("description", "5"));
        again.Gradient.Colors.ShouldBe(LayerGradient.Default.Colors);
        again.Techniques[0].OtherFields.Select(field => field.Name).ShouldBe(["color", "enabled"]);
    }

    [Fact]
    public void Lone_surrogates_and_broken_bytes_become_replacement_characters()
    {
        LayerText.Only(LayerText.Technique("\"comment\":\"\\ud800\"")).Techniques[0].Comment.ShouldBe("\uFFFD");
        var bytes = Encoding.UTF8.GetBytes(LayerText.Technique("\"comment\":\"?\""));
        bytes[Array.IndexOf(bytes, (byte)'?')] = 0xFF;
        LayerReader.Read(bytes, "x", ReadLimits.Default).Value.ShouldNotBeNull().Layers[0].Techniques[0].Comment.ShouldBe("\uFFFD");
    }

    [Fact]
    public void Byte_order_marks_are_taken()
    {
        var text = LayerText.Technique("\"comment\":\"ü\"");
        foreach (var encoding in (Encoding[])[Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode])
        {
            byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes(text)];
            LayerReader.Read(bytes, "x", ReadLimits.Default).Value.ShouldNotBeNull().Layers[0].Techniques[0].Comment.ShouldBe("ü");
        }
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void A_file_is_read_up_to_its_limit(int past, bool isRead)
    {
        var text = LayerText.Layer("\"techniques\":[]");
        var bytes = new byte[LayerReader.LayerBytesMax + past];
        bytes.AsSpan().Fill((byte)' ');
        Encoding.UTF8.GetBytes(text, bytes);
        var parsed = LayerReader.Read(bytes, "x", ReadLimits.Default);
        (parsed.Value is not null).ShouldBe(isRead);
        LayerText.CodesOf(parsed).ShouldBe(isRead ? "" : "LAYER003");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Lists_are_read_up_to_their_limits_and_the_rest_is_said(int past)
    {
        var metadata = string.Join(",", Enumerable.Repeat("""{"name":"n","value":"v"}""", LayerReader.LayerEntriesMax + past));
        var techniques = string.Join(",", Enumerable.Range(0, LayerReader.LayerTechniquesMax + past).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"techniqueID":"T{{i}}"}""")));
        var parsed = LayerText.Read(LayerText.Layer($"\"metadata\":[{metadata}],\"techniques\":[{techniques}]"));
        var layer = parsed.Value.ShouldNotBeNull().Layers[0];
        layer.Metadata.Count.ShouldBe(LayerReader.LayerEntriesMax);
        layer.Techniques.Count.ShouldBe(LayerReader.LayerTechniquesMax);
        parsed.Diagnostics.Count(diagnostic => string.Equals(diagnostic.Code, "LAYER004", StringComparison.Ordinal)).ShouldBe(2 * past);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Layers_are_read_up_to_their_limit(int past)
    {
        var one = LayerText.Layer("\"techniques\":[]");
        var parsed = LayerText.Read($"[{string.Join(",", Enumerable.Repeat(one, LayerReader.LayersMax + past))}]");
        parsed.Value.ShouldNotBeNull().Layers.Count.ShouldBe(LayerReader.LayersMax);
        parsed.Diagnostics.Count.ShouldBe(past);
    }

    [Fact]
    public void Nesting_past_the_limit_is_refused()
    {
        var deep = ReadLimits.Default.JsonDepthMax - 1;
        LayerText.Read(LayerText.Layer($"\"x\":{new string('[', deep)}{new string(']', deep)}")).Value.ShouldNotBeNull();
        LayerText.CodesOf(LayerText.Read(LayerText.Layer($"\"x\":{new string('[', deep + 1)}{new string(']', deep + 1)}"))).ShouldBe("LAYER001");
    }

    [Fact]
    public void A_comparison_sees_every_kind_of_difference()
    {
        var layer = LayerText.Only(LayerText.Technique("\"score\":1"));
        LayerComparison.Differences(layer, layer with { Name = "other" }).ShouldHaveSingleItem().Place.ShouldBe("name");
        LayerComparison.Differences(layer, layer with { Techniques = [] }).ShouldHaveSingleItem().Place.ShouldBe("T1059 (execution)");
        LayerComparison.Differences(layer, layer with { Techniques = [layer.Techniques[0] with { Score = 2 }] }).ShouldHaveSingleItem().Place.ShouldBe("T1059 (execution) score");
        LayerComparison.Differences(layer, layer with { Techniques = [new("T1059", null, 1)] }, Release).ShouldBeEmpty();
        LayerComparison.Differences(layer, layer with { Techniques = [new("T1059", "execution", 9), .. layer.Techniques, new("T1003")] }).ShouldBeEmpty();
    }
}
