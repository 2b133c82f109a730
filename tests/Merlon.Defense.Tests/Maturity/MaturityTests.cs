using System.Text;
using Merlon.Assessment;
using Merlon.Defense.Tests.Assessment;
using Merlon.Documents;
using Merlon.Maturity;

namespace Merlon.Defense.Tests.Maturity;

public sealed class MaturityTests
{
    static readonly DateOnly Today = new(2026, 11, 22);

    [Theory]
    [InlineData(0)]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    [InlineData(2, 4)]
    [InlineData(2, 1, 2)]
    [InlineData(3, 1, 4)] // the model's own example: levels need not build on each other
    [InlineData(4, 3, 4)]
    [InlineData(6, 1, 2, 3, 4)]
    [InlineData(1, 1, 1, 1)]
    public void Levels_give_one_one_two_and_two_points(int points, params int[] levels) => InformPoints.Of(levels).ShouldBe(points);

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(6, 6, 6, 1)]
    [InlineData(6, 0, 0, 0.3)]
    [InlineData(0, 6, 0, 0.5)]
    [InlineData(0, 0, 6, 0.2)]
    [InlineData(1.4, 1.2, 1.6, 0.22333333333333333)] // (0.42 + 0.6 + 0.32) / 6
    public void The_overall_score_weighs_defence_most(double intelligence, double defence, double evaluation, double overall)
        => InformPoints.Overall(intelligence, defence, evaluation).ShouldBe(overall, 1e-12);

    [Fact]
    public void Inform_has_three_dimensions_of_five_components_and_its_weights()
    {
        var model = MaturityModel.OpenInform();
        model.Dimensions.Select(static d => (d.Id, d.Weight, d.Questions.Count)).ShouldBe([("CTI", 0.3, 5), ("DM", 0.5, 5), ("T&E", 0.2, 5)]);
        model.Questions.Select(static q => q.Question.Id).ShouldBe(["I.1", "I.2", "I.3", "I.4", "I.5", "D.1", "D.2", "D.3", "D.4", "D.5", "T.1", "T.2", "T.3", "T.4", "T.5"]);
        model.Questions.ShouldAllBe(static q => q.Question.Levels.Count == 4);
        MaturityModel.OpenSoc().Dimensions.Select(static d => (d.Id, d.Questions.Count, d.HasCapability)).ShouldBe([("BUS", 5, false), ("PEO", 5, false), ("PRO", 5, false), ("TEC", 5, true), ("SER", 5, true)]);
    }

    [Fact]
    public void A_mixed_assessment_gives_the_numbers_that_a_hand_gives()
    {
        // CTI: I.1 {1,2}=2, I.2 {1,2}=2, I.3..I.5 {1}=1 each: 7/5 = 1.4. DM: D.1 {1,2}=2, D.2 {1,2}=2, D.3 {1}=1, D.4 {1,3}=3, D.5 none: 8/5 = 1.6.
        // T&E: T.1 {2}=1, T.2 level 3 = {1,2,3}=4, T.3 {1}=1, T.4 {4}=2, T.5 {1}=1: 9/5 = 1.8. (0.3·1.4 + 0.5·1.6 + 0.2·1.8) / 6 = 1.58 / 6.
        var assessed = Assess("""
            maturity:
            - {question: I.1, levels: [1, 2], date: 2026-11-01}
            - {question: I.2, levels: [2, 1, 2], date: 2026-11-01}
            - {question: I.3, levels: [1], date: 2026-11-01}
            - {question: I.4, level: 1, date: 2026-11-01}
            - {question: i.5, levels: [1], date: 2026-11-01}
            - {question: D.1, level: 2, date: 2026-11-01}
            - {question: D.2, level: 2, date: 2026-11-01}
            - {question: D.3, level: 1, date: 2026-11-01}
            - {question: D.4, levels: [1, 3], date: 2026-11-01}
            - {question: D.5, level: 0, date: 2026-11-01}
            - {question: T.1, levels: [2], date: 2026-11-01}
            - {question: T.2, level: 3, date: 2026-11-01}
            - {question: T.3, levels: [1], date: 2026-11-01}
            - {question: T.4, levels: [4], date: 2026-11-01}
            - {question: T.5, levels: [1], date: 2026-11-01}
            """);
        assessed.Scores.Select(static s => s.Claimed).ShouldBe([1.4, 1.6, 1.8]);
        assessed.Claimed.ShouldBe(1.58 / 6, 1e-12);
        assessed.Claimed.ShouldBe(InformPoints.Overall(1.4, 1.6, 1.8), 1e-12);
        assessed.Checked.ShouldBe(assessed.Claimed);
        assessed.Findings.Select(static f => f.Kind).Distinct().ShouldBe([MaturityFindingKind.Unproven]);
    }

    [Fact]
    public void The_latest_answer_of_the_day_counts_and_every_day_is_a_point_of_the_trend()
    {
        var assessed = Assess("""
            maturity:
            - {question: T.2, level: 1, date: 2025-01-01, evidence: [plan]}
            - {question: T.2, level: 4, date: 2027-01-01, evidence: [plan]}
            - {question: T.2, level: 2, date: 2026-06-01, evidence: [plan]}
            - {question: T.5, level: 4, date: 2026-09-01, evidence: [plan]}
            """);
        assessed.Lines.Single(static l => l.Question.Id == "T.2").Levels.ShouldBe([1, 2]);
        assessed.Trend.Select(static p => (p.Date, Math.Round(p.Claimed * 6 * 5 / 0.2, 9))).ShouldBe([(new(2025, 1, 1), 1), (new(2026, 6, 1), 2), (new(2026, 9, 1), 8)]);
        assessed.Findings.ShouldBeEmpty();
        Assess("maturity: [{question: T.2, level: 1, date: 2024-11-22, evidence: [plan]}]").Lines.Single(static l => l.Question.Id == "T.2").Freshness.ShouldBe(0.5, 1e-12); // 730 days
    }

    [Fact]
    public void Where_answer_and_records_differ_is_a_finding_and_claims_shrink_to_what_is_supported()
    {
        var support = new Dictionary<string, MaturitySupport>(StringComparer.Ordinal)
        {
            ["T.2"] = new([1], [1, 2, 3, 4], null, "one day of testing", []),
            ["T.1"] = new([2], [2, 3, 4], null, "a penetration test", []),
            ["D.3"] = new([1, 2], [1, 2, 3], null, "rules are fed", []),
        };
        var assessed = Assess("""
            maturity:
            - {question: T.2, levels: [1, 2, 4], date: 2026-11-01}
            - {question: T.1, levels: [1, 2], date: 2026-11-01}
            - {question: D.3, levels: [1, 4], date: 2026-11-01}
            - {question: D.4, levels: [1], date: 2026-11-01}
            - {question: D.5, levels: [1], evidence: [decoy list], date: 2020-11-01}
            - {question: D.55, levels: [1], date: 2026-11-01}
            """, (model, question) => string.Equals(model, "inform", StringComparison.Ordinal) ? support.GetValueOrDefault(question) : null);
        assessed.Findings.Select(static f => (f.Kind, f.Question)).ShouldBe(
        [
            (MaturityFindingKind.Underclaimed, "D.3"), (MaturityFindingKind.Unproven, "D.4"), (MaturityFindingKind.Stale, "D.5"), (MaturityFindingKind.Overclaimed, "T.2"), (MaturityFindingKind.Unknown, "D.55"),
        ]);
        double Checked(string id) => assessed.Lines.Single(l => string.Equals(l.Question.Id, id, StringComparison.Ordinal)).Checked;
        Checked("T.2").ShouldBe(1); // levels 2 and 4 fall
        Checked("T.1").ShouldBe(2); // of level 1 the records say nothing
        Checked("D.3").ShouldBe(3); // level 4 is beyond the records, level 2 was not claimed
        assessed.Findings.Single(static f => f.Kind == MaturityFindingKind.Overclaimed).Message.ShouldBe("T.2 claims level 2, 4; the records support level 1: one day of testing");
        assessed.Findings.Single(static f => f.Kind == MaturityFindingKind.Overclaimed).Place.ShouldStartWith("maturity.yaml:3:3");
    }

    [Fact]
    public void A_ladder_weighs_its_aspects_and_has_capability_in_two_domains()
    {
        var model = MaturityModel.OpenSoc();
        var support = new MaturitySupport([1, 2], [1, 2, 3, 4], 1, "half of the data", []);
        var assessed = Assess("""
            maturity:
            - {question: TEC.1, level: 4, capability: 3, weight: 3, date: 2026-11-01}
            - {question: TEC.2, level: 1, capability: 1, weight: 0, date: 2026-11-01, evidence: [x]}
            - {question: BUS.1, level: 5, date: 2026-11-01, evidence: [x]}
            """, (_, question) => string.Equals(question, "TEC.1", StringComparison.Ordinal) ? support : null, model);
        var technology = assessed.Scores.Single(static s => s.Dimension.Id == "TEC");
        (technology.Claimed, technology.Checked, technology.Capability).ShouldBe((2, 1, 1.5)); // 3·4 / (3 + 0 + 1 + 1 + 1), 3·2 / 6, 3·3 / 6
        assessed.Scores[0].Claimed.ShouldBe(1);
        assessed.Claimed.ShouldBe((1 + 2) / 25.0, 1e-12);
        assessed.Findings.Select(static f => f.Kind).ShouldBe([MaturityFindingKind.Overclaimed, MaturityFindingKind.Overclaimed]);
    }

    [Fact]
    public void CTI_CMM_comes_from_the_file_that_a_user_brings()
    {
        static string Practice(string id, string code, string level)
            => $$$"""{"value":"x","description":"what {{{id}}} asks","meta":{"practice_id":"{{{id}}}","domain":"Domain {{{code}}}","domain_code":"{{{code}}}","maturity_level":["CTI{{{level}}}"],"use_case":"case"}}""";
        string[] values = [Practice("ASSET-1.a", "ASSET", "1"), Practice("ASSET-1.b", "ASSET", "2"), Practice("RISK-1.a", "RISK", "1"), Practice("ASSET-1.c", "ASSET", "3"), Practice("ASSET-1.a", "ASSET", "1"), "{}", "5"];
        var parsed = CtiCmmReader.Read(Encoding.UTF8.GetBytes($$"""{"name":"CTI-CMM 1.3","values":[{{string.Join(",", values)}}]}"""), "cti.json", ReadLimits.Default);
        parsed.Diagnostics.Select(static d => d.Code).ShouldBe(["MAT002", "MAT002", "MAT002"]);
        var model = parsed.Value.ShouldNotBeNull();
        model.Dimensions.Select(static d => (d.Id, d.Questions.Count)).ShouldBe([("ASSET", 3), ("RISK", 1)]);
        var assessed = Assess("""
            maturity:
            - {model: cti-cmm, question: ASSET-1.a, level: fully, date: 2026-11-01, evidence: [x]}
            - {model: cti-cmm, question: ASSET-1.b, level: largely, date: 2026-11-01, evidence: [x]}
            - {model: cti-cmm, question: ASSET-1.c, level: partially, date: 2026-11-01, evidence: [x]}
            """, (_, _) => null, model);
        assessed.Scores.Select(static s => (s.Claimed, s.Level)).ShouldBe([(2, 2), (0, 0)]);
        assessed.Claimed.ShouldBe(1 / 3.0, 1e-12);
        CtiCmmReader.Read("[]"u8.ToArray(), "x", ReadLimits.Default).Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("MAT001");
        CtiCmmReader.Read("""{"values":[]}"""u8.ToArray(), "x", ReadLimits.Default).Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("MAT001");
        CtiCmmReader.Read("""{"values":[{"meta":{"practice_id":"\ud800"}}]}"""u8.ToArray(), "x", ReadLimits.Default).Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("MAT001");
        CtiCmmReader.Read("{"u8.ToArray(), "x", ReadLimits.Default).Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("MAT001");
    }

    [Theory]
    [InlineData("inform", 15)]
    [InlineData("soc", 25)]
    public void A_template_reads_back_as_answers_to_every_question(string model, int questions)
    {
        var text = MaturityTemplate.Write(string.Equals(model, "soc", StringComparison.Ordinal) ? MaturityModel.OpenSoc() : MaturityModel.OpenInform(), new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
        var read = MaturityReader.Read(Encoding.UTF8.GetBytes(text), "maturity.yaml", ReadLimits.Default, Today);
        read.Diagnostics.ShouldBeEmpty();
        read.Value.ShouldNotBeNull().Answers.Count.ShouldBe(questions);
        read.Value.Answers.ShouldAllBe(a => a.Model == model && a.Date == Today && a.Evidence.Count == 0);
    }

    [Theory]
    [InlineData("maturity: [{model: inform}]", "ORG030")]
    [InlineData("maturity: [{model: inform, question: T.2, level: 9, date: 2026-01-01}]", "MAT005")]
    [InlineData("maturity: [{model: inform, question: T.2, level: much, date: 2026-01-01}]", "MAT005")]
    [InlineData("maturity: [{model: inform, question: T.2, levels: [1, 7], date: 2026-01-01}]", "MAT005")]
    [InlineData("maturity: [{model: inform, question: T.2, level: 1}]", "MAT006")]
    [InlineData("maturity: [{model: inform, question: T.2, level: 1, date: soon}]", "ORG007")]
    [InlineData("maturity: [{model: soc, question: TEC.1, level: 1, capability: 4, date: 2026-01-01}]", "ORG006")]
    [InlineData("maturity: [[], 5]", "ORG005")]
    [InlineData("answers: []", "MAT004")]
    [InlineData("- a list", "MAT004")]
    public void Mistakes_in_answers_are_said(string yaml, string code)
        => MaturityReader.Read(Encoding.UTF8.GetBytes(yaml), "maturity.yaml", ReadLimits.Default, Today).Diagnostics.Select(static d => d.Code).Distinct(StringComparer.Ordinal).ShouldBe([code]);

    [Fact]
    public void Records_of_tests_support_frequency_and_results()
    {
        // three misses; two repeated, one of them passed; tests on 2026-01-10, 05-01, 09-01 and 11-01: the longest pause of the year is 123 days
        var records = Records("""
            tests:
            - {technique: T1059, outcome: none, date: 2026-01-10, name: purple team}
            - {technique: T1105, outcome: logged, date: 2026-01-10, name: curl}
            - {technique: T1003, outcome: none, date: 2026-05-01, name: emulation}
            - {technique: T1059, outcome: alerted, date: 2026-09-01, name: second way}
            - {technique: T1105, outcome: none, date: 2026-11-01, name: wget}
            """);
        var frequency = records.Find("inform", "T.2").ShouldNotBeNull();
        frequency.Levels.ShouldBe([1, 2]);
        frequency.Says.ShouldBe("4 days of testing, the longest pause of the last year 123 days");
        records.Find("inform", "T.5").ShouldNotBeNull().ShouldSatisfyAllConditions(
            r => r.Levels.ShouldBe([1, 2]), r => r.Says.ShouldBe("4 misses, 2 repeated since, 1 of them passed"), r => r.Places.ShouldContain(static p => p.StartsWith("organisation.yaml:9", StringComparison.Ordinal)));
        records.Find("inform", "T.1").ShouldNotBeNull().Levels.ShouldBe([3, 4]);
        records.Find("inform", "T.4").ShouldNotBeNull().Levels.ShouldBe([3, 4]); // 2 of 3 techniques in two ways
        records.Find("soc", "SER.5").ShouldNotBeNull().Reached.ShouldBe(2);
        records.Find("inform", "D.4").ShouldBeNull();
        records.Find("cti-cmm", "T.5").ShouldBeNull();
    }

    [Fact]
    public void Without_records_nothing_is_supported()
    {
        var records = Records("");
        foreach (var id in (string[])["T.1", "T.2", "T.3", "T.4", "T.5", "D.1", "D.2", "D.3", "I.1", "I.2", "I.4"])
        {
            records.Find("inform", id).ShouldNotBeNull().Levels.ShouldBeEmpty(id);
        }

        records.Find("inform", "I.3").ShouldNotBeNull().Levels.ShouldBe([1]); // a sector is named
        records.Find("inform", "T.2").ShouldNotBeNull().Says.ShouldBe("no test is recorded");
    }

    [Fact]
    public void Log_sources_rules_groups_and_mitigations_are_records()
    {
        var records = Records("""
            platforms: [Windows]
            groups: [{group: FIN7, reason: hit two peers}]
            log_sources: [{source: sysmon, devices: 90%}]
            budget: 1000
            mitigations:
            - {mitigation: M1032, degree: partial}
            """);
        records.Find("inform", "I.2").ShouldNotBeNull().Levels.ShouldBe([1, 2]);
        records.Find("inform", "I.3").ShouldNotBeNull().Levels.ShouldBe([1, 2]);
        records.Find("inform", "D.1").ShouldNotBeNull().Levels.ShouldBe([1]);
        records.Find("inform", "D.2").ShouldNotBeNull().Levels.ShouldContain(2);
        records.Find("inform", "D.3").ShouldNotBeNull().Levels.ShouldBeEmpty();
        records.Find("soc", "BUS.3").ShouldNotBeNull().Reached.ShouldBe(1);
    }

    static MaturityRecords Records(string yaml)
    {
        var organisation = OrganisationTexts.ReadClean(OrganisationTexts.With(yaml));
        var collected = CollectedEvidence.Of(organisation, [], OrganisationTexts.Context, Today);
        return MaturityRecords.Of(GapAssessment.Of(new AssessmentInput(organisation, OrganisationTexts.Context, collected.Evidence, collected, [], Today, [])));
    }

    static MaturityAssessment Assess(string yaml, Func<string, string, MaturitySupport?>? find = null, MaturityModel? model = null)
    {
        var known = model ?? MaturityModel.OpenInform();
        var read = MaturityReader.Read(Encoding.UTF8.GetBytes($"model: {known.Id}\n{yaml}"), "maturity.yaml", ReadLimits.Default, asOf: null);
        read.Diagnostics.Select(static d => d.ToString()).ShouldBeEmpty();
        return MaturityAssessment.Of(known, read.Value.ShouldNotBeNull().Answers, find ?? (static (_, _) => null), Today);
    }
}
