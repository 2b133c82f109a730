using System.Text;
using Merlon.Layers;
using Merlon.System.Tests.Cli;

namespace Merlon.System.Tests.BadInput;

public sealed class LayerInputTests : IDisposable
{
    readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    static string Layer(string fields) => $$$"""{"name":"n","domain":"enterprise-attack","versions":{"attack":"18","layer":"4.5"},{{{fields}}}}""";

    /// <summary>Content of a layer file, and the code of its finding.</summary>
    public static TheoryData<string, string, int> Files => new()
    {
        { "", "LAYER001", 2 },
        { "{\"name\"", "LAYER001", 2 },
        { Layer("\"techniques\":[{\"techniqueID\":\"T1059\",\"score\":NaN}]"), "LAYER001", 2 },
        { "{\"type\":\"bundle\",\"objects\":[]}", "LAYER005", 2 },
        { new string('[', 10_000), "LAYER001", 2 },
        { Layer("\"techniques\":[{\"techniqueID\":\"T9999\"}]"), "LAYER020", 1 },
        { Layer("\"techniques\":[{\"techniqueID\":\"T1059\",\"score\":\"50\"}]"), "LAYER010", 1 },
        { Layer("\"techniques\":[{\"techniqueID\":\"T1059\",\"color\":\"#12345\"}]"), "LAYER012", 1 },
        { Layer("\"links\":[{\"label\":\"x\",\"url\":\"javascript:alert(1)\"}]"), "LAYER013", 1 },
        { Layer("\"techniques\":[]").Replace("enterprise-attack", "enterprise", StringComparison.Ordinal), "LAYER026", 1 },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void A_bad_layer_is_named_and_nothing_breaks(string content, string code, int exitCode)
    {
        var file = folder.Write("layer.json", content);
        var run = CommandRun.Of("layer", "check", file);
        run.ExitCode.ShouldBe(exitCode);
        run.Output.ShouldContain(code);
        foreach (var verb in (string[])["show", "convert"])
        {
            CommandRun.Of("layer", verb, file).ExitCode.ShouldBe(exitCode == 2 ? 2 : 0);
        }
    }

    [Fact]
    public void A_hundred_megabytes_are_refused_before_they_are_read()
    {
        var file = folder.File("large.json");
        using (var stream = File.Create(file))
        {
            stream.SetLength(100L * 1000 * 1000);
        }

        var run = CommandRun.Of("layer", "show", file);
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("LAYER003");
    }

    [Fact]
    public void Ten_thousand_metadata_entries_and_escape_sequences_are_taken_calmly()
    {
        var entries = string.Join(",", Enumerable.Repeat("""{"name":"\u001b[31mred","value":"\u202Evalue"}""", 10_000));
        var run = CommandRun.Of("layer", "show", folder.Write("many.json", Layer($"\"metadata\":[{entries}],\"techniques\":[]")));
        run.ExitCode.ShouldBe(0);
        run.Output.ShouldNotContain("\u001b");
        run.Output.ShouldNotContain("\u202E");
    }

    [Theory]
    [InlineData("a / 0", "LAYER046")]
    [InlineData("f(a) = f(a)", "LAYER040")]
    [InlineData("z", "LAYER042")]
    [InlineData("((((", "LAYER040")]
    public void An_expression_that_has_no_number_is_refused(string expression, string code)
    {
        var file = folder.Write("a.json", Layer("\"techniques\":[{\"techniqueID\":\"T1059\",\"score\":1}]"));
        var target = folder.File("out.json");
        var run = CommandRun.Of("layer", "combine", expression, file, "--out", target);
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(code);
        File.Exists(target).ShouldBeFalse();
    }

    [Fact]
    public void Deep_recursion_in_an_expression_is_refused()
    {
        var file = folder.Write("a.json", Layer("\"techniques\":[]"));
        CommandRun.Of("layer", "combine", new string('(', LayerExpression.ExpressionDepthMax + 1) + "a", file).Error.ShouldContain("nests deeper");
    }

    [Fact]
    public void A_missing_file_a_folder_and_a_gzip_bomb_are_named()
    {
        CommandRun.Of("layer", "show", folder.File("nowhere.json")).ExitCode.ShouldBe(2);
        CommandRun.Of("layer", "show", folder.Path).Error.ShouldContain("is a folder");
        var bomb = folder.File("bomb.json");
        using (var stream = File.Create(bomb))
        {
            using var gzip = new global::System.IO.Compression.GZipStream(stream, global::System.IO.Compression.CompressionLevel.Optimal);
            gzip.Write(Encoding.ASCII.GetBytes(new string(' ', 8 * 1024 * 1024)));
        }

        CommandRun.Of("layer", "show", bomb).Error.ShouldContain("LAYER003");
    }
}
