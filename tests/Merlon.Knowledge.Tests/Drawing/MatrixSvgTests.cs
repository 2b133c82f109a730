using System.Globalization;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Merlon.Attack;
using Merlon.Drawing;
using Merlon.Layers;

namespace Merlon.Knowledge.Tests.Drawing;

public sealed class MatrixSvgTests
{
    static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    static readonly AttackRelease Real = BuiltInRelease.Open();

    [Fact]
    public void A_small_matrix_is_drawn_as_reviewed()
        => Golden.Verify(MatrixSvg.Of(Small(), new MatrixSvgOptions { Paper = SvgPaper.Custom, Width = 480, Height = 240, HeaderHeight = 80, Unit = SvgUnit.Pixel }).Text, "tests/Merlon.Knowledge.Tests/golden/matrix.svg");

    [Fact]
    public void Groups_and_classes_are_those_of_Navigator()
    {
        var drawing = Parse(MatrixView.Of(Real, new MatrixOptions { Domains = ["enterprise-attack"], SubTechniques = MatrixSubTechniques.All, Layout = LayerMatrix.Flat }));
        Groups(drawing, "tactic").Count().ShouldBe(14);
        Groups(drawing, "technique").Concat(Groups(drawing, "subtechnique")).Count().ShouldBe(887);
        var tactic = Groups(drawing, "tactic").First();
        tactic.Attribute("class")?.Value.ShouldBe("tactic reconnaissance");
        tactic.Elements(Svg + "g").Select(static group => group.Attribute("class")?.Value).ShouldBe(["techniques", "subtechniques", "tactic-label"]);
        Groups(drawing, "technique").ShouldAllBe(static group => group.Elements(Svg + "rect").First().Attribute("class")!.Value == "cell");
    }

    [Theory]
    [InlineData(SvgPaper.Letter, false, 1056, 816)]
    [InlineData(SvgPaper.Letter, true, 816, 1056)]
    [InlineData(SvgPaper.Legal, false, 1344, 816)]
    [InlineData(SvgPaper.Small, false, 1632, 1056)]
    [InlineData(SvgPaper.Medium, true, 1728, 2304)]
    [InlineData(SvgPaper.Large, false, 3456, 2304)]
    public void Sizes_are_those_of_their_names(SvgPaper paper, bool isPortrait, int width, int height)
    {
        var drawing = Parse(Small(), new MatrixSvgOptions { Paper = paper, IsPortrait = isPortrait });
        (Number(drawing, "width"), Number(drawing, "height")).ShouldBe((width, height));
    }

    [Theory]
    [InlineData(SvgUnit.Inch, 96)]
    [InlineData(SvgUnit.Centimeter, 37.8)]
    [InlineData(SvgUnit.Pixel, 20)]
    public void A_custom_size_has_its_unit(SvgUnit unit, double pixels)
        => Number(Parse(Small(), new MatrixSvgOptions { Paper = SvgPaper.Custom, Width = unit == SvgUnit.Pixel ? 20 : 1, Height = 100, Unit = unit == SvgUnit.Inch ? SvgUnit.Inch : unit }), "width").ShouldBe(pixels, 0.01);

    [Fact]
    public void Absurd_lengths_are_refused_with_a_sentence()
    {
        foreach (var options in (MatrixSvgOptions[])
            [
                Custom(0, 10), Custom(10, -1), Custom(double.NaN, 10), Custom(double.PositiveInfinity, 10), Custom(MatrixSvgOptions.SidePixelsMax + 1, 10),
                Custom(10, 10) with { HeaderHeight = -1 }, Custom(10, 10) with { TextPixels = 0 }, Custom(10, 10) with { TextPixels = -4 }, Custom(10, 10) with { TextPixels = MatrixSvgOptions.TextPixelsMax + 1 },
                Custom(10, 10) with { Legend = new SvgLegendPlace(-1, 0, 1, 1) }, Custom(10, 10) with { Legend = new SvgLegendPlace(0, 0, double.NaN, 1) },
            ])
        {
            options.Problem().ShouldNotBeNull();
            Should.Throw<ArgumentException>(() => MatrixSvg.Of(Small(), options));
        }

        Custom(MatrixSvgOptions.SidePixelsMax, 10).Problem().ShouldBeNull();
        (Custom(10, 10) with { TextPixels = MatrixSvgOptions.TextPixelsMax }).Problem().ShouldBeNull();
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(20000, 1)]
    [InlineData(1, 20000)]
    [InlineData(40, 30)]
    public void The_smallest_and_the_largest_sheet_can_be_drawn(double width, double height)
    {
        var view = MatrixView.Of(Real, new MatrixOptions { Domains = ["ics-attack"] });
        var drawing = MatrixSvg.Of(view, Custom(width, height));
        XDocument.Parse(drawing.Text).Root.ShouldNotBeNull();
        (width >= 40 || drawing.Unnamed > 0).ShouldBeTrue();
        drawing.Text.ShouldNotContain("NaN");
        drawing.Text.ShouldNotContain("\"-");
    }

    [Fact]
    public void Hostile_text_stays_text()
    {
        var layer = Sample() with
        {
            Name = "<script>alert(1)</script>\u0000\u202E\ud800",
            Description = "]]>\" onload=\"x",
            Legend = [new LayerLegendItem("<img src=x>", "red\"/><script>"), new LayerLegendItem("&lt;", "red")],
            Techniques = [new LayerTechnique("T1001", Score: 1, Comment: "</title><script>") { Color = "url(javascript:alert(1))", Links = [new LayerLink("x", "javascript:alert(1)")] }],
        };
        var text = MatrixSvg.Of(MatrixView.Of(MiniBundle.Small().Release(), new MatrixOptions(), layer), new MatrixSvgOptions()).Text;
        var document = XDocument.Parse(text);
        document.Descendants().Select(static element => element.Name.LocalName).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .ShouldBe(["g", "line", "rect", "svg", "text", "title", "tspan"], ignoreOrder: true);
        document.Descendants().Attributes().ShouldNotContain(static attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal) || attribute.Name.LocalName == "href");
        document.Descendants().Attributes().ShouldNotContain(static attribute => attribute.Value.Contains("javascript", StringComparison.Ordinal) || attribute.Value.Contains("url(", StringComparison.Ordinal));
        text.ShouldNotContain('\u202E');
    }

    [Fact]
    public void The_same_matrix_gives_the_same_text()
        => MatrixSvg.Of(Small(), new MatrixSvgOptions()).Text.ShouldBe(MatrixSvg.Of(Small(), new MatrixSvgOptions()).Text);

    [Fact]
    public void Parts_are_left_out_when_asked()
    {
        Titles(new MatrixSvgOptions()).ShouldBe(["about", "domain & platforms", "aggregate", "legend"]);
        Titles(new MatrixSvgOptions { ShowHeader = false }).ShouldBeEmpty();
        Titles(new MatrixSvgOptions { ShowAbout = false, ShowAggregate = false, ShowGradient = false, ShowLegend = false }).ShouldBe(["domain", "platforms"]);
        Titles(new MatrixSvgOptions { ShowDomain = false, ShowFilters = false, ShowAggregate = false }).ShouldBe(["about", "legend"]);
        Titles(new MatrixSvgOptions { ShowHeader = false, Legend = new SvgLegendPlace(1, 1, 2, 1) }).ShouldBe(["legend"]);
    }

    [Fact]
    public void Scores_stand_in_the_cells_when_asked_and_ids_before_names()
    {
        var layer = Sample();
        var view = MatrixView.Of(MiniBundle.Small().Release(), new MatrixOptions { ShowScores = true, ShowIds = true }, layer);
        var cell = Groups(Parse(view), "technique").Last();
        cell.Descendants(Svg + "tspan").Select(static line => line.Value).ShouldBe(["40", "T1001: Ring the bell"]);
        Groups(Parse(Small()), "technique").Last().Descendants(Svg + "tspan").Select(static line => line.Value).ShouldBe(["Ring the bell"]);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("12.35", 12.345)]
    [InlineData("-3", -3)]
    [InlineData("1E+30", 1e30)]
    [InlineData("1E-9", 1e-9)]
    public void Scores_are_short(string shown, double score) => SvgNumbers.Score(score).ShouldBe(shown);

    [Fact]
    public void A_fixed_size_of_letters_is_kept()
        => Groups(Parse(Small(), new MatrixSvgOptions { TextPixels = 7.5 }), "technique").SelectMany(static group => group.Elements(Svg + "text"))
            .Select(static text => text.Attribute("font-size")?.Value).Distinct(StringComparer.Ordinal).ShouldBe(["7.5"]);

    [Fact]
    public void Dark_letters_on_light_and_light_ones_on_dark_and_fills_keep_their_opacity()
    {
        var layer = Sample() with { Techniques = [new LayerTechnique("T1001") { Color = "#ff000080" }] };
        var view = MatrixView.Of(MiniBundle.Small().Release(), new MatrixOptions(), layer);
        var rect = Groups(Parse(view, new MatrixSvgOptions { IsDark = true }), "technique").First().Element(Svg + "rect").ShouldNotBeNull();
        (rect.Attribute("fill")?.Value, rect.Attribute("fill-opacity")?.Value, rect.Attribute("stroke")?.Value).ShouldBe(("#ff0000", "0.5", "#4c4c68"));
        Parse(view, new MatrixSvgOptions { CellBorder = new LayerColor(1, 2, 3) }).ToString().ShouldContain("#010203");
    }

    [Fact]
    public void Cells_stay_in_their_box_and_do_not_overlap() => Prop.ForAll(
        Gen.Choose(60, 3000).Zip(Gen.Choose(60, 3000)).Zip(Gen.Elements(Enum.GetValues<LayerMatrix>()).Zip(Gen.Elements(Enum.GetValues<MatrixSubTechniques>()))).ToArbitrary(),
        static one =>
        {
            var ((width, height), (layout, subs)) = one;
            var view = MatrixView.Of(Real, new MatrixOptions { Domains = ["mobile-attack", "ics-attack"], Layout = layout, SubTechniques = subs });
            var plan = MatrixPlan.Of(view, width, height);
            plan.Columns.Sum(static column => column.Cells.Count).ShouldBe(view.Cells.Count());
            foreach (var column in plan.Columns)
            {
                List<PlannedBox> boxes = [column.Label, .. column.Cells.Select(static cell => cell.Box)];
                foreach (var box in boxes)
                {
                    (box.X >= column.Label.X - 0.01 && box.X + box.Width <= column.Label.X + column.Label.Width + 0.01 && box.Bottom <= height + 0.5).ShouldBeTrue();
                }

                for (var i = 0; i < boxes.Count; i++)
                {
                    boxes.Skip(i + 1).Any(other => Overlaps(boxes[i], other)).ShouldBeFalse();
                }
            }

            plan.Columns.Zip(plan.Columns.Skip(1)).ShouldAllBe(static pair => pair.First.Label.X + pair.First.Label.Width <= pair.Second.Label.X + 0.01);
        }).Check(Cases.Quick);

    [Fact]
    public void No_text_leaves_its_cell()
    {
        foreach (var layout in Enum.GetValues<LayerMatrix>())
        {
            var view = MatrixView.Of(Real, new MatrixOptions { Domains = ["enterprise-attack"], Layout = layout, SubTechniques = MatrixSubTechniques.All, ShowIds = true });
            foreach (var cell in Groups(Parse(view, new MatrixSvgOptions { Paper = SvgPaper.Large }), "technique", "subtechnique"))
            {
                var rect = cell.Element(Svg + "rect").ShouldNotBeNull();
                foreach (var text in cell.Elements(Svg + "text"))
                {
                    var size = Number(text, "font-size");
                    foreach (var line in text.Elements(Svg + "tspan"))
                    {
                        (Number(line, "x") + TextMetrics.Ems(line.Value, SvgFont.Sans) * size).ShouldBeLessThanOrEqualTo(Number(rect, "width") + 0.05, line.Value);
                        Number(line, "y").ShouldBeInRange(size * 0.5, Number(rect, "height"));
                    }
                }
            }
        }
    }

    static bool Overlaps(PlannedBox one, PlannedBox two)
        => one.X < two.X + two.Width - 0.01 && two.X < one.X + one.Width - 0.01 && one.Y < two.Bottom - 0.01 && two.Y < one.Bottom - 0.01;

    static MatrixSvgOptions Custom(double width, double height) => new() { Paper = SvgPaper.Custom, Width = width, Height = height, Unit = SvgUnit.Pixel, HeaderHeight = 1 };

    static Layer Sample() => new()
    {
        Name = "Doors",
        Domain = "demo-attack",
        AttackVersion = "1",
        Description = "Who rings, and how often.",
        Techniques = [new("T1001", "knock", Score: 40, Comment: "twice\na day"), new("T1001.001", Score: 90), new("T1001", "enter") { Enabled = false, ShowSubtechniques = true }],
        Legend = [new("often", "#8ec843")],
        Layout = new LayerLayout { ShowAggregateScores = true, Aggregate = LayerAggregate.Min, CountUnscored = true },
        ShowTacticRowBackground = true,
    };

    static MatrixView Small() => MatrixView.Of(MiniBundle.Small().Release(), new MatrixOptions { SubTechniques = MatrixSubTechniques.All, Layout = LayerMatrix.Flat }, Sample());

    static XElement Parse(MatrixView view, MatrixSvgOptions? options = null) => XDocument.Parse(MatrixSvg.Of(view, options ?? new MatrixSvgOptions()).Text).Root.ShouldNotBeNull();

    static IEnumerable<string> Titles(MatrixSvgOptions options)
        => Groups(Parse(Small(), options), "section").Select(static section => section.Elements(Svg + "text").First().Value);

    static IEnumerable<XElement> Groups(XElement drawing, params string[] classes)
        => drawing.Descendants(Svg + "g").Where(group => classes.Contains(group.Attribute("class")?.Value.Split(' ')[0], StringComparer.Ordinal));

    static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute).ShouldNotBeNull().Value, CultureInfo.InvariantCulture);
}
