using System.Xml.Linq;
using Merlon.System.Tests.BadInput;
using Merlon.System.Tests.Cli;
using Merlon.System.Tests.Sheets;

namespace Merlon.System.Tests.Drawings;

public sealed class LayerRenderTests
{
    [Fact]
    public void A_layer_becomes_a_picture_a_page_and_a_workbook()
    {
        using var folder = new ScratchFolder();
        var layer = folder.Write("layer.json", DrawnLayer.Json());
        var run = CommandRun.Of("layer", "render", layer, "--svg", folder.File("a.svg"), "--html", folder.File("sub/a.html"), "--xlsx", folder.File("a.xlsx"), "--scores");
        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.ShouldContain("T9999 has no cell");
        XDocument.Parse(File.ReadAllText(folder.File("a.svg"))).Root?.Name.LocalName.ShouldBe("svg");
        File.ReadAllText(folder.File("sub/a.html")).ShouldContain("<h1 id=\"t0\">Coverage</h1>");
        using var book = new WrittenWorkbook(folder.File("a.xlsx"));
        book.Complaints().ShouldBeEmpty();
        book.SheetNames.ShouldBe(["ATT&CK for ICS (v18)", "Techniques", "Legend", "About"]);
    }

    [Fact]
    public void The_workbook_has_colours_scores_notes_legend_metadata_and_links()
    {
        using var folder = new ScratchFolder();
        var layer = folder.Write("layer.json", DrawnLayer.Json());
        CommandRun.Of("layer", "render", layer, "--xlsx", folder.File("a.xlsx")).ExitCode.ShouldBe(0);
        using var book = new WrittenWorkbook(folder.File("a.xlsx"));
        var matrix = book.Cells();
        var scored = matrix.Single(static cell => cell.Value == "Activate Firmware Update Mode").Key;
        book.FillOf(scored).ShouldBe("FFFFA866");
        book.Notes().ShouldContain((scored, "=1+1\nsecond line"));
        matrix.Values.ShouldContain(static value => value == "25");
        book.FillOf(matrix.Single(static cell => cell.Value == "Monitor Process State").Key).ShouldBe("FFAABBCC"); // a short colour is a whole one
        var table = book.Cells(1);
        table.Count(static cell => cell.Key[0] == 'D').ShouldBe(95);
        table.Values.ShouldContain(static value => value == "=1+1\nsecond line");
        book.Cells(2).Values.ShouldContain(static value => value == "planned");
        var about = book.Cells(3);
        about.Values.ShouldContain(static value => value == "entry 0");
        about.Values.ShouldContain(static value => value == "T9999");
        book.Links(3).Single().Address.ShouldBe("https://example.org/");
    }

    [Fact]
    public void Several_layers_become_several_sheets_and_figures_and_one_is_chosen_for_a_picture()
    {
        using var folder = new ScratchFolder();
        var layer = folder.Write("layers.json", DrawnLayer.Several());
        CommandRun.Of("layer", "render", layer, "--xlsx", folder.File("a.xlsx"), "--html", folder.File("a.html")).ExitCode.ShouldBe(0);
        using var book = new WrittenWorkbook(folder.File("a.xlsx"));
        book.SheetNames.Take(2).ShouldBe(["First", "Second"]);
        File.ReadAllText(folder.File("a.html")).ShouldContain("id=\"t1\">Second");
        CommandRun.Of("layer", "render", layer, "--svg", folder.File("a.svg")).ShouldBeRefused(2, "2 layers");
        CommandRun.Of("layer", "render", layer, "--svg", folder.File("a.svg"), "--number", "3").ShouldBeRefused(2, "1 to 2");
        CommandRun.Of("layer", "render", layer, "--svg", folder.File("a.svg"), "--number", "2").ExitCode.ShouldBe(0);
        File.ReadAllText(folder.File("a.svg")).ShouldContain("<title>Second, ");
    }

    [Fact]
    public void Ten_thousand_entries_are_in_the_workbook_and_counted_in_the_page()
    {
        using var folder = new ScratchFolder();
        var layer = folder.Write("layer.json", DrawnLayer.Json(metadata: 10_000));
        CommandRun.Of("layer", "render", layer, "--xlsx", folder.File("a.xlsx"), "--html", folder.File("a.html")).ExitCode.ShouldBe(0);
        File.ReadAllText(folder.File("a.html")).ShouldContain("10000 metadata");
        using var book = new WrittenWorkbook(folder.File("a.xlsx"));
        book.Cells(3).Values.Count(static value => value.StartsWith("entry ", StringComparison.Ordinal)).ShouldBe(10_000);
    }

    [Theory]
    [InlineData("nothing to draw into")]
    [InlineData("1 to 20000 pixels", "--svg", "x.svg", "--width", "0")]
    [InlineData("1 to 20000 pixels", "--svg", "x.svg", "--width", "100000", "--unit", "px")]
    [InlineData("letters are more than 0", "--svg", "x.svg", "--text-size", "0")]
    [InlineData("--text-size takes a number", "--svg", "x.svg", "--text-size", "-4")]
    [InlineData("--width takes a number", "--svg", "x.svg", "--width", "1e400")]
    [InlineData("--legend takes four lengths", "--svg", "x.svg", "--legend", "1,2,3")]
    [InlineData("--cell-border takes a colour", "--svg", "x.svg", "--cell-border", "reddish")]
    [InlineData("--hide takes one of", "--svg", "x.svg", "--hide", "all")]
    [InlineData("--size takes one of", "--svg", "x.svg", "--size", "A4")]
    [InlineData("no technique of ATT&CK", "--svg", "x.svg", "--platform", "Lynux")]
    [InlineData("without a domain", "--svg", "x.svg", "--domain", "space")]
    public void What_cannot_be_drawn_is_refused_in_a_sentence(string message, params string[] args)
    {
        using var folder = new ScratchFolder();
        var layer = folder.Write("layer.json", DrawnLayer.Json());
        var run = CommandRun.Of(["layer", "render", layer, .. args]);
        run.ExitCode.ShouldBe(2);
        run.Output.ShouldBeEmpty();
        run.ShouldSpeakPlainly();
        run.Error.ShouldContain(message);
        File.Exists("x.svg").ShouldBeFalse();
    }

    [Fact]
    public void A_file_that_is_no_layer_or_not_there_is_refused()
    {
        using var folder = new ScratchFolder();
        CommandRun.Of("layer", "render", folder.Write("no.json", "[1, 2]"), "--svg", folder.File("a.svg")).ExitCode.ShouldBe(2);
        CommandRun.Of("layer", "render", folder.File("missing.json"), "--svg", folder.File("a.svg")).ShouldBeRefused(2, "missing.json");
        CommandRun.Of("layer", "render", folder.Write("ok.json", DrawnLayer.Json()), "--svg", folder.Path).ExitCode.ShouldBe(3);
        File.Exists(folder.File("a.svg")).ShouldBeFalse();
    }

    [Fact]
    public void Real_layers_of_others_are_drawn_whole()
    {
        foreach (var file in Directory.EnumerateFiles(SharedData.PathOf("layers"), "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using var folder = new ScratchFolder();
            var run = CommandRun.Of("layer", "render", file, "--number", "1", "--svg", folder.File("a.svg"), "--html", folder.File("a.html"), "--xlsx", folder.File("a.xlsx"));
            run.ExitCode.ShouldBe(0, file + run.Error);
            XDocument.Parse(File.ReadAllText(folder.File("a.svg"))).Root.ShouldNotBeNull();
            using var book = new WrittenWorkbook(folder.File("a.xlsx"));
            book.Complaints().ShouldBeEmpty(file);
        }
    }

    [Fact]
    public void A_picture_needs_a_converter_on_this_machine_and_is_a_png()
    {
        using var folder = new ScratchFolder();
        var layer = folder.Write("layer.json", DrawnLayer.Json());
        var run = CommandRun.Of("layer", "render", layer, "--png", folder.File("a.png"), "--size", "custom", "--width", "400", "--height", "300", "--unit", "px");
        if (run.ExitCode == 3)
        {
            run.Error.ShouldContain("Install one of rsvg-convert, inkscape, chromium");
            File.Exists(folder.File("a.png")).ShouldBeFalse();
        }
        else
        {
            run.ExitCode.ShouldBe(0, run.Error);
            File.ReadAllBytes(folder.File("a.png")).Take(4).ShouldBe([0x89, 0x50, 0x4e, 0x47]);
        }
    }
}
