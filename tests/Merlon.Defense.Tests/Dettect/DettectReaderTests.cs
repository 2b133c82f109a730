using Merlon.Dettect;
using Merlon.Documents;

namespace Merlon.Defense.Tests.Dettect;

public sealed class DettectReaderTests
{
    [Fact]
    public void A_data_source_file_of_version_1_1_is_read_without_a_word()
    {
        var parsed = DettectTexts.Read(DettectTexts.DataSources);
        parsed.Diagnostics.ShouldBeEmpty();
        var file = parsed.Value.ShouldBeOfType<DettectDataSources>();
        file.Systems.Select(static s => s.Name).ShouldBe(["Windows workstations", "Linux servers"]);
        file.Sources.Select(static s => s.Details.Count).ShouldBe([1, 2, 1]);
        var process = file.Sources[0].Details[0];
        process.DateConnected.ShouldBe(new DateOnly(2026, 1, 11));
        process.Location.Line.ShouldBe(13);
        file.Sources[1].Details[0].DateRegistered.ShouldBeNull();
        file.Sources[1].Details[0].AppliesTo("linux SERVERS").ShouldBeTrue();
    }

    [Fact]
    public void Version_1_0_has_flat_entries_and_one_system_made_of_its_platforms()
    {
        var file = DettectTexts.ReadAs<DettectDataSources>("""
            version: 1.0
            file_type: data-source-administration
            name: endpoints
            platform: all
            data_sources:
              - data_source_name: Process monitoring
                date_registered: 2019-01-10
                date_connected: 2017-01-01
                products: [Windows event log]
                available_for_data_analytics: True
                comment: ''
                data_quality: {device_completeness: 5, data_field_completeness: 5, timeliness: 5, consistency: 5, retention: 5}
            exceptions:
              - technique_id: t1130
                name: Install Root Certificate
              - technique_id:
                name:
            """);
        file.Version.ShouldBe("1.0");
        file.Domain.ShouldBe("enterprise-attack");
        var system = file.Systems.ShouldHaveSingleItem();
        (system.Name, system.HasAllPlatforms).ShouldBe(("endpoints", true));
        var details = file.Sources.ShouldHaveSingleItem().Details.ShouldHaveSingleItem();
        details.AppliesTo("endpoints").ShouldBeTrue();
        details.Quality.Score.ShouldBe(5);
        file.Exceptions.ShouldBe(["T1130"]);
    }

    [Theory]
    [InlineData("version: 1.0\nfile_type: technique-administration\nname: x\nplatform: windows\ntechniques:\n- technique_id: T1055\n  detection: {date_registered: 2019-01-10, date_implemented: 2019-02-01, score: 3, location: [EDR], comment: c}\n  visibility: {score: 2, comment: ''}\n", "1.0", 3, "2019-02-01", 2)]
    [InlineData("version: 1.1\nfile_type: technique-administration\nname: x\nplatform: [windows]\ntechniques:\n- technique_id: T1055\n  technique_name: Process Injection\n  detection:\n  - {applicable_to: [clients], date_registered: 2019-01-10, date_implemented: , score: 3, location: [EDR], comment: c}\n  visibility: {applicable_to: [all], score: 2, comment: ''}\n", "1.1", 3, "2019-01-10", 2)]
    [InlineData("version: 1.2\nfile_type: technique-administration\nname: x\nplatform: Windows\ntechniques:\n- technique_id: T1055\n  technique_name: Process Injection\n  detection: {applicable_to: [all], location: [EDR], comment: c, score_logbook: {date: 2019-02-01, score: 3, comment: ''}}\n  visibility:\n  - {applicable_to: [all], comment: '', score_logbook: [{date: 2019-02-01, score: 2, comment: '', auto_generated: true}]}\n", "1.2", 3, "2019-02-01", 2)]
    public void Technique_files_of_every_version_have_a_logbook(string yaml, string version, int detection, string date, int visibility)
    {
        var file = DettectTexts.ReadAs<DettectTechniques>(yaml);
        file.Version.ShouldBe(version);
        file.Platforms.ShouldHaveSingleItem();
        var technique = file.Techniques.ShouldHaveSingleItem();
        var score = technique.Detection.ShouldHaveSingleItem().Logbook.ShouldHaveSingleItem();
        score.Score.ShouldBe(detection);
        score.Date?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture).ShouldBe(date);
        technique.Detection[0].Places.ShouldBe(["EDR"]);
        technique.Visibility.ShouldHaveSingleItem().Latest.ShouldNotBeNull().Score.ShouldBe(visibility);
    }

    [Fact]
    public void Groups_have_techniques_as_a_list_or_with_counts_and_may_be_disabled()
    {
        var file = DettectTexts.ReadAs<DettectGroups>("""
            %YAML 1.2
            ---
            # a comment
            version: 1
            file_type: group-administration
            platform:
              - all
            groups:
              - group_name: A
                campaign:
                technique_id: {T1059: 2410, t1059.001: 0.5} # 24.10 %
                software_id:
                enabled: True
              - group_name: B
                campaign: Ransomware
                technique_id: [T1003]
                software_id: [s0002]
                enabled: false
            """);
        file.Version.ShouldBe("1.0");
        file.Groups[0].Techniques.Select(static t => (t.Id, t.Weight)).ShouldBe([("T1059", 2410), ("T1059.001", 0.5)]);
        file.Groups[1].Title.ShouldBe("B (Ransomware)");
        file.Groups[1].IsEnabled.ShouldBeFalse();
        file.Groups[1].Software.ShouldBe(["S0002"]);
    }

    [Fact]
    public void A_file_without_a_type_is_taken_by_its_lists()
        => DettectTexts.Codes(DettectTexts.Read("version: 1\nplatform: [all]\ngroups: [{group_name: A, technique_id: [T1059], enabled: true}]")).ShouldBe(["DETT002"]);

    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "version: 9\nplatform: [all]\ngroups: []", "DETT003", "1:10" },
        { "version: 1\nplatform: [all]\ngroups: [{group_name: A, technique_id: [T10], enabled: true}]", "DETT007", "3:41" },
        { "version: 1\nplatform: [all]\ngroups: [{group_name: A, technique_id: {T1059: much}, enabled: true}]", "DETT005", "3:48" },
        { "version: 1\nplatform: [all]\ngroups: [{group_name: A, technique_id: [T1059], enabled: maybe}]", "DETT004", "3:58" },
        { "version: 1\nplatform: [all]\ngroups: [{group_name: A, technique_id: [T1059], enable: true}]", "DETT008", "3:49" },
        { "version: 1\nplatform: [all]\ngroups: [{technique_id: [T1059], enabled: true}]", "DETT011", "3:10" },
        { "version: 1\nplatform: [all]\ngroups: [text]", "DETT004", "3:10" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Mistakes_are_said_with_their_place(string yaml, string code, string place)
    {
        var parsed = DettectTexts.Read($"file_type: group-administration\n{yaml}");
        var found = parsed.Diagnostics.First(d => string.Equals(d.Code, code, StringComparison.Ordinal));
        var line = int.Parse(place.Split(':')[0], System.Globalization.CultureInfo.InvariantCulture) + 1;
        $"{found.Location.Line}:{found.Location.Column}".ShouldBe($"{line}:{place.Split(':')[1]}");
        parsed.Value.ShouldNotBeNull();
    }

    [Fact]
    public void Scores_out_of_range_dates_that_are_none_and_systems_that_nobody_knows_are_said()
    {
        var techniques = DettectTexts.Read("version: 1.2\nfile_type: technique-administration\nname: x\nplatform: all\ntechniques:\n- technique_id: T1055\n  detection: [{applicable_to: [all], location: [], comment: '', score_logbook: [{date: 2019-02-31, score: 6, comment: ''}, {date: soon, score: 5, comment: ''}, {date: , score: 5, comment: ''}]}]\n  visibility: []\n- technique_id: T1055\n");
        DettectTexts.Codes(techniques).ShouldBe(["DETT005", "DETT006", "DETT009", "DETT013"]);
        var sources = DettectTexts.Read(DettectTexts.DataSources.Replace("applicable_to: [Linux servers]", "applicable_to: [Linux server]", StringComparison.Ordinal));
        sources.Diagnostics.ShouldHaveSingleItem().ToString().ShouldContain("did you mean Linux servers?");
    }

    [Theory]
    [InlineData("")]
    [InlineData("just text")]
    [InlineData("- a\n- list")]
    [InlineData("file_type: sigma\ntitle: x")]
    [InlineData("title: a rule\nlogsource: {product: windows}\ndetection: {selection: {A: b}, condition: selection}")]
    public void Other_documents_are_no_administration_files(string yaml)
    {
        var parsed = DettectTexts.Read(yaml);
        parsed.Value.ShouldBeNull();
        parsed.HasErrors.ShouldBeTrue();
    }

    [Theory]
    [InlineData("file_type: data-source-administration\nsystems: {a: b}\ndata_sources: {c: d}\nexceptions: text")]
    [InlineData("file_type: data-source-administration\ndata_sources: [[], {}, null, {data_source_name: [a]}, {data_source_name: x, data_source: [1, [2], {data_quality: 5}, {data_quality: {device_completeness: [], retention: 99999999999999}}]}]")]
    [InlineData("file_type: technique-administration\ntechniques: [{technique_id: {}}, {technique_id: T1055, detection: 5, visibility: [null, {score_logbook: [[]]}]}]")]
    [InlineData("file_type: group-administration\ngroups: {group_name: [x], technique_id: {? [a] : b}}")]
    [InlineData("file_type: [group-administration]\ngroups: []")]
    [InlineData("file_type: !!map group-administration\ngroups: &a [*a]")]
    public void Hostile_shapes_are_survived(string yaml) => DettectTexts.Read(yaml).Diagnostics.ShouldNotBeEmpty();

    [Fact]
    public void What_lies_past_a_limit_is_said_and_what_lies_at_it_is_read()
    {
        static string Groups(int techniques) => "file_type: group-administration\nversion: 1\nplatform: [all]\ngroups:\n- group_name: A\n  enabled: true\n  technique_id:\n"
            + string.Concat(Enumerable.Range(0, techniques).Select(static i => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"  - T{1000 + i}\n")));
        DettectTexts.Read(Groups(DettectLimits.GroupTechniquesMax)).Diagnostics.ShouldBeEmpty();
        DettectTexts.Codes(DettectTexts.Read(Groups(DettectLimits.GroupTechniquesMax + 1))).ShouldBe(["DETT012"]);
        static string Logbook(int scores) => "file_type: technique-administration\nversion: 1.2\nname: x\nplatform: [all]\ntechniques:\n- technique_id: T1055\n  visibility: []\n  detection:\n  - applicable_to: [all]\n    location: []\n    comment: ''\n    score_logbook:\n"
            + string.Concat(Enumerable.Repeat("    - {date: 2020-01-01, score: 1, comment: ''}\n", scores));
        DettectTexts.Read(Logbook(DettectLimits.ObjectsMax)).Diagnostics.ShouldBeEmpty();
        DettectTexts.Codes(DettectTexts.Read(Logbook(DettectLimits.ObjectsMax + 1))).ShouldBe(["DETT012"]);
    }

    [Fact]
    public void Every_sample_of_DeTTECT_is_read_without_an_error()
    {
        var folder = SharedData.PathOf("dettect");
        var files = Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        files.Count.ShouldBeGreaterThan(5);
        foreach (var path in files)
        {
            var parsed = DettectReader.Read(File.ReadAllBytes(path), path, ReadLimits.Default);
            parsed.Diagnostics.Where(static d => d.Severity != Severity.Note).Select(static d => d.ToString()).ShouldBeEmpty();
            parsed.Value.ShouldNotBeNull();
        }
    }
}
