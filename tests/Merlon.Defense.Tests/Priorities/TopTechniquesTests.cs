using System.Text;
using Merlon.Documents;
using Merlon.Priorities;

namespace Merlon.Defense.Tests.Priorities;

public sealed class TopTechniquesTests
{
    const double Exactly = 1e-15;

    static readonly TopParameters Workbook = new() { Today = new(2021, 7, 31) };

    static TopTechniqueRow Row(string id, double before = 0, double after = 0, double mitigations = 0, double detections = 0)
        => new() { Technique = id, Before = before, After = after, Mitigations = mitigations, Detections = detections };

    static TopTechniqueScore One(TopTechniqueRow row, TopParameters? parameters = null) => TopTechniques.Of([row], parameters ?? Workbook).ShouldHaveSingleItem();

    /// <summary>Figures that the Center published for techniques without sightings; the counts of controls and analytics are those of their rows.</summary>
    [Theory]
    [InlineData("T1001.001", 9, 0, 0.18571428571428572)]
    [InlineData("T1001.003", 9, 4, 0.20476190476190476)]
    [InlineData("T1048.001", 22, 1, 0.31428571428571433)]
    [InlineData("T1048.002", 33, 0, 0.41428571428571426)]
    public void Published_figures_come_out(string id, double mitigations, double detections, double published)
        => One(Row(id, 1, 1, mitigations, detections)).Total.ShouldBe(published, Exactly);

    /// <summary>The fourth of the published list: process injection, with 21 controls and 62 analytics.</summary>
    [Fact]
    public void The_published_parts_of_process_injection_come_out()
    {
        var score = One(Row("T1055", 4, 5, 21, 62) with { Prevalence = 1 });
        score.Choke.ShouldBe(0.45, Exactly);
        score.Actionability.ShouldBe(0.49523809523809526, Exactly);
        score.Total.ShouldBe(1.9452380952380952, Exactly);
    }

    /// <summary>Nine controls, two techniques before and two after, and the published prevalence of the technique.</summary>
    [Fact]
    public void A_published_figure_with_prevalence_comes_out_to_its_digits()
        => One(Row("T1001", 2, 2, 9) with { Prevalence = 0.011577 }).Total.ShouldBe(0.29729175571428573, 5e-7);

    [Fact]
    public void Weights_follow_from_the_ratio_of_controls_and_analytics()
    {
        One(Row("T1", mitigations: 55)).Actionability.ShouldBe(0.52380952380952384, Exactly);
        One(Row("T1", detections: 100)).Actionability.ShouldBe(0.47619047619047616, Exactly);
        var control = One(Row("T1", mitigations: 1)).Actionability;
        control.ShouldBe(2 * One(Row("T1", detections: 1)).Actionability, Exactly);
        One(Row("T1", 10, 0)).Choke.ShouldBe(0.5);
        One(Row("T1", 10, 0), Workbook with { BeforeRatio = 3 }).Choke.ShouldBe(0.75, Exactly);
    }

    [Fact]
    public void Counts_beyond_the_cutoffs_add_nothing()
    {
        var most = One(Row("T1", 10, 10, 55, 100));
        most.Total.ShouldBe(2, Exactly);
        One(Row("T1", 11, 400, 56, 7_000)).Total.ShouldBe(most.Total, Exactly);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(364, 1)]
    [InlineData(365, 1)]
    [InlineData(547, 0.7506849315068493)]
    [InlineData(730, 0.5)]
    [InlineData(731, 0.5)]
    [InlineData(4_000, 0.5)]
    [InlineData(-3, 1)]
    public void A_sighting_weighs_less_with_age(int days, double weight)
        => TopTechniques.WeightOf(Workbook.Today.AddDays(-days), Workbook).ShouldBe(weight, 1e-12);

    [Fact]
    public void The_text_of_the_methodology_lets_old_sightings_go_to_nothing()
        => TopTechniques.WeightOf(Workbook.Today.AddDays(-730), Workbook with { WeightMin = 0 }).ShouldBe(0);

    [Fact]
    public void Prevalence_is_scaled_to_the_percentile_of_those_that_were_seen()
    {
        var rows = Enumerable.Range(1, 11).Select(i => Row($"T{1000 + i}") with { Sightings = [new(Workbook.Today, i)] }).Append(Row("T2000"));
        var scores = TopTechniques.Of([.. rows], Workbook).ToDictionary(static one => one.Row.Technique, StringComparer.Ordinal);
        scores["T1010"].Prevalence.ShouldBe(1); // the 90th percentile of 1 to 11 is 10
        scores["T1011"].Prevalence.ShouldBe(1);
        scores["T1005"].Prevalence.ShouldBe(0.5);
        scores["T2000"].Prevalence.ShouldBe(0);
    }

    [Fact]
    public void Modifiers_multiply_in_the_workbook_and_monitoring_adds_on_the_web_page()
    {
        var row = Row("T1", 10, 10, 55, 100) with { Modifier = 0.1, Monitoring = [MonitoringLevel.None, MonitoringLevel.Low, MonitoringLevel.Medium, MonitoringLevel.High, null] };
        var lift = (1 + 2.0 / 3 + 1.0 / 3) / 5;
        One(row).Total.ShouldBe(2 * (1.1 + lift), 1e-12);
        One(row, Workbook with { IsMonitoringAdded = true }).Total.ShouldBe(2 * 1.1 + lift, 1e-12);
    }

    [Fact]
    public void The_ransomware_list_weighs_groups_more_than_the_total()
    {
        One(Row("T1", 10, 10, 55, 0) with { Ransomware = 7 }).Ransomware!.Value.ShouldBe(0.3 * (1 + 11.0 / 21) / 3 + 0.7 * 7 / 21, 1e-12);
        One(Row("T1")).Ransomware.ShouldBeNull();
    }

    [Theory]
    [InlineData(new double[] { 1, 2, 3, 4 }, 0.9, 3.7)]
    [InlineData(new double[] { 4, 1, 3, 2 }, 0.3, 1.9)]
    [InlineData(new double[] { 7 }, 0.9, 7)]
    [InlineData(new double[] { 1, 3 }, 0, 1)]
    [InlineData(new double[] { 1, 3 }, 1, 3)]
    public void Percentiles_are_those_of_a_spreadsheet(double[] values, double share, double percentile)
        => Percentile.Inclusive(values, share).ShouldBe(percentile, 1e-12);

    [Fact]
    public void Ranks_break_ties_by_id()
        => TopTechniques.Of([Row("T1003"), Row("T1001"), Row("T1002", 1)], Workbook).Select(static one => (one.Rank, one.Row.Technique)).ShouldBe([(1, "T1002"), (2, "T1001"), (3, "T1003")]);

    static Parsed<IReadOnlyList<TopTechniqueRow>> Read(string text)
        => TopTechniquesFile.Read(Encoding.UTF8.GetBytes(text), "rows.csv", [MonitoringLevel.Low, default, default, default, default], ReadLimits.Default);

    [Fact]
    public void Rows_are_read_from_csv_and_json_alike()
    {
        var csv = Read("Technique,Before,Sightings,Process,File,Ransomware\nt1059,3,2021-05-01 2021-06-30*3,yes,High,21\n");
        var json = Read("""[{"technique": "T1059", "before": 3, "sightings": ["2021-05-01", "2021-06-30*3"], "process": true, "file": "high", "ransomware": 21}]""");
        csv.Diagnostics.ShouldBeEmpty();
        json.Diagnostics.ShouldBeEmpty();
        var (one, other) = (csv.Value!.ShouldHaveSingleItem(), json.Value!.ShouldHaveSingleItem());
        one.Technique.ShouldBe("T1059");
        one.Before.ShouldBe(3);
        one.Sightings.ShouldBe([new(new(2021, 5, 1), 1), new(new(2021, 6, 30), 3)]);
        one.Monitoring.ShouldBe([MonitoringLevel.Low, null, MonitoringLevel.High, null, null]);
        one.Place.ShouldBe("rows.csv:2:1");
        other.Sightings.ShouldBe(one.Sightings);
        other.Monitoring.ShouldBe(one.Monitoring);
        other.Place.ShouldBe("rows.csv:$[0]");
    }

    [Theory]
    [InlineData("technique,befor\nT1059,1\n", "did you mean before?")]
    [InlineData("technique,before\nX,1\n", "it was left out")]
    [InlineData("technique,before\nT1059,-1\n", "between 0")]
    [InlineData("technique,before\nT1059,\"1,5\"\n", "decimal point")]
    [InlineData("technique\nT1059\nT1059\n", "there already")]
    [InlineData("technique,sightings\nT1059,yesterday\n", "2021-06-30*3")]
    [InlineData("technique,prevalence,sightings\nT1059,1,2021-05-01\n", "the given one counts")]
    [InlineData("technique,process\nT1059,much\n", "one of none, low, medium, high")]
    [InlineData("{}", "array of objects")]
    [InlineData("[1, {\"technique\": \"T1059\"}]", "this is not")]
    [InlineData("[{\"technique\": \"T1059\", \"before\": ", "not JSON")]
    public void What_is_wrong_is_said_and_the_rest_is_read(string text, string said)
        => Read(text).Diagnostics.ShouldContain(one => one.ToString().Contains(said, StringComparison.Ordinal));

    [Fact]
    public void Sightings_come_from_a_table_of_their_own()
    {
        var read = TopTechniquesFile.ReadSightings("technique,date,count\nT1059,2021-05-01,2\nT1059,2021-05-02,\nT1047,never,1\n"u8.ToArray(), "s.csv", ReadLimits.Default);
        read.Value!["T1059"].ShouldBe([new(new(2021, 5, 1), 2), new(new(2021, 5, 2), 1)]);
        read.Value.ContainsKey("T1047").ShouldBeFalse();
        read.Diagnostics.Count.ShouldBe(2);
    }

    [Fact]
    public void Broken_rows_never_throw()
    {
        var random = new Random(5);
        byte[][] sources = [Encoding.UTF8.GetBytes("technique,before,sightings\nT1059,3,2021-05-01*2\n"), Encoding.UTF8.GetBytes("""[{"technique": "T1059", "sightings": ["2021-05-01"], "x": {"y": [1]}}]""")];
        for (var round = 0; round < 4_000; round++)
        {
            var broken = (byte[])sources[round % 2].Clone();
            broken[random.Next(broken.Length)] = (byte)random.Next(256);
            broken[random.Next(broken.Length)] = (byte)"[]{},:\"*"[random.Next(8)];
            TopTechniquesFile.Read(broken, "x", new MonitoringLevel[5], ReadLimits.Default);
            TopTechniquesFile.ReadSightings(broken, "x", ReadLimits.Default);
        }
    }
}
