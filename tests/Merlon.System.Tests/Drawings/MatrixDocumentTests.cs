using System.Text;
using System.Text.RegularExpressions;
using Merlon.Drawing;
using Merlon.Layers;
using Merlon.System.Tests.Report;
using Merlon.Web.Drawings;

namespace Merlon.System.Tests.Drawings;

public sealed partial class MatrixDocumentTests
{
    [Fact]
    public void Nothing_is_loaded_from_elsewhere_and_only_our_own_script_runs()
    {
        var html = Html(Layer());
        html.ShouldContain("default-src &#x27;none&#x27;; style-src &#x27;sha256-");
        Resource().Matches(html).ShouldBeEmpty();
        Regex.Count(html, "<script").ShouldBe(1);
        Regex.Count(html, "<style").ShouldBe(1);
        Regex.IsMatch(html, "\\sstyle=").ShouldBeFalse();
    }

    [Fact]
    public void Hostile_text_stays_text_and_hostile_links_are_no_links()
    {
        var html = Html(Layer() with
        {
            Name = "<script>alert(1)</script>\u202E",
            Description = "\"><img src=x onerror=alert(1)>",
            Links = [new LayerLink("layer link", "javascript:alert(1)"), new LayerLink("file", "file:///etc/passwd")],
            Legend = [new LayerLegendItem("</style><script>", "red}</style><script>"), new LayerLegendItem("fine", "red")],
            Techniques = [new LayerTechnique("T0001", Score: 1, Comment: "</details><script>") { Color = "red;}body{display:none", Links = [new LayerLink("cell link", "data:text/html,x")], Metadata = [new LayerMetadata("<b>", "<i>")] }],
        });
        Regex.Count(html, "<script").ShouldBe(1);
        html.ShouldNotContain("javascript:");
        html.ShouldNotContain("data:text");
        html.ShouldNotContain("<img");
        html.ShouldNotContain("display:none}");
        html.ShouldNotContain('\u202E');
        html.ShouldContain("layer link (not a web address, left out)");
        html.ShouldContain("cell link (not a web address, left out)");
        html.ShouldContain("&lt;script&gt;alert(1)");
    }

    [Fact]
    public void Every_cell_says_its_score_or_the_letter_of_its_legend_beside_its_colour()
    {
        var html = Html(Layer());
        html.ShouldContain("<b class=\"s\">40</b>");
        html.ShouldContain("<b class=\"s\" aria-hidden=\"true\">A</b>");
        html.ShouldContain(">A</span> planned");
        html.ShouldContain("title=\"T0003 ");
        html.ShouldContain("; disabled\"");
    }

    [Fact]
    public void Two_thousand_characters_of_a_text_are_shown_and_the_next_is_cut_and_said()
    {
        DrawnText.Cut(new string('a', 2_000)).Length.ShouldBe(2_000);
        DrawnText.Cut(new string('a', 2_001)).ShouldEndWith("a… (2,001 characters in all)");
        DrawnText.Cut(new string('a', 1_999) + "😀").ShouldBe(new string('a', 1_999) + "… (2,001 characters in all)");
    }

    [Fact]
    public void The_same_matrix_gives_the_same_bytes() => Html(Layer()).ShouldBe(Html(Layer()));

    [Fact]
    public void A_hundred_colours_are_classes_of_the_style_sheet()
    {
        var release = SampleRelease.Read();
        var layer = Layer() with { Techniques = [.. release.Techniques.Select((technique, i) => new LayerTechnique(technique.Id, Score: i))] };
        var html = Html(layer);
        Regex.Count(html, "\\.c[0-9]+\\{background:#[0-9a-f]{6};color:#(000000|ffffff)\\}").ShouldBeGreaterThan(60);
    }

    public static Layer Layer() => new()
    {
        Name = "Sample layer",
        Domain = SampleRelease.Domain,
        AttackVersion = "18",
        Description = "What the sample shows.",
        Techniques = [new("T0001", Score: 40, Comment: "first\nsecond"), new("T0002") { Color = "#336699" }, new("T0003") { Enabled = false }, new("T0001.002", Score: 90)],
        Legend = [new("planned", "#336699")],
        Metadata = [new("owner", "SOC")],
    };

    public static string Html(Layer layer)
    {
        using var stream = new MemoryStream();
        MatrixDocument.Write([MatrixView.Of(SampleRelease.Read(), new MatrixOptions { SubTechniques = MatrixSubTechniques.Annotated }, layer)], stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    [GeneratedRegex("<link|<iframe|<object|<embed|\\ssrc=|@import|url\\(", RegexOptions.IgnoreCase)]
    private static partial Regex Resource();
}
