using System.Text.RegularExpressions;
using Merlon.System.Tests.Cli;

namespace Merlon.System.Tests.Drawings;

public sealed class MatrixCommandTests
{
    [Fact]
    public void A_matrix_on_a_pipe_is_plain_and_as_reviewed()
        => Golden.Verify(CommandRun.Of("matrix", "--domain", "ics").Transcript(), "tests/Merlon.System.Tests/Cli/golden/matrix-ics.txt");

    [Theory]
    [InlineData(60)]
    [InlineData(100)]
    [InlineData(160)]
    public void No_line_is_wider_than_the_terminal(int width)
    {
        using var folder = new ScratchFolder();
        var layer = folder.Write("layer.json", DrawnLayer.Json());
        foreach (var layout in (string[])["side", "flat", "mini"])
        {
            var run = CommandRun.On(terminal => terminal with { WidthColumns = width, UsesColour = true }, "matrix", "--domain", "all", "--layout", layout, "--sub-techniques", "all", "--ids", "--layer", layer);
            run.ExitCode.ShouldBe(0);
            run.Output.Split('\n').ShouldAllBe(line => Merlon.Cli.Columns.Of(line) <= width);
            run.Output.ShouldContain("\u001b[48;2;");
            CommandRun.Of("matrix", "--domain", "all", "--layout", layout, "--layer", layer).Output.ShouldNotContain('\u001b');
        }
    }

    [Fact]
    public void Every_technique_of_the_matrix_is_on_the_terminal()
    {
        var output = CommandRun.Of("matrix", "--domain", "mobile", "--sub-techniques", "all", "--ids").Output;
        Regex.Count(output, "T1\\d{3}(\\.\\d{3})?\\b").ShouldBe(144);
    }

    [Fact]
    public void Json_is_one_document_with_every_cell_and_what_has_none()
    {
        using var folder = new ScratchFolder();
        var json = CommandRun.Of("matrix", "--layer", folder.Write("layer.json", DrawnLayer.Json()), "--json").Json();
        json.GetProperty("cells").GetInt32().ShouldBe(94);
        json.GetProperty("tactics").GetArrayLength().ShouldBe(12);
        var cell = json.GetProperty("tactics").EnumerateArray().SelectMany(static tactic => tactic.GetProperty("techniques").EnumerateArray()).First(static one => one.GetProperty("id").GetString() == "T0800");
        cell.GetProperty("score").GetDouble().ShouldBe(25);
        cell.GetProperty("color").GetString().ShouldBe("#ffa866");
        json.GetProperty("remarks").GetProperty("unplaced")[0].GetProperty("id").GetString().ShouldBe("T9999");
    }

    [Fact]
    public void The_largest_domain_is_shown_unless_another_is_named()
    {
        CommandRun.Of("matrix", "--json").Json().GetProperty("cells").GetInt32().ShouldBe(887);
        CommandRun.Of("matrix", "--json", "--domain", "ICS-attack", "--domain", "mobile").Json().GetProperty("cells").GetInt32().ShouldBe(94 + 144);
        CommandRun.Of("matrix", "--json", "--domain", "all").Json().GetProperty("cells").GetInt32().ShouldBe(887 + 94 + 144);
    }

    [Fact]
    public void Json_and_files_can_be_asked_for_together()
    {
        using var folder = new ScratchFolder();
        var run = CommandRun.Of("matrix", "--domain", "ics", "--json", "--svg", folder.File("a.svg"));
        run.Json().GetProperty("cells").GetInt32().ShouldBe(94);
        File.Exists(folder.File("a.svg")).ShouldBeTrue();
    }
}
