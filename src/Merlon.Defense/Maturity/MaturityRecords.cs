using System.Globalization;
using Merlon.Assessment;
using Merlon.Dettect;

namespace Merlon.Maturity;

/// <summary>What the records of an assessment support, question by question; every threshold stands in docs/design/maturity.md.</summary>
public sealed class MaturityRecords
{
    /// <summary>Weight from which a technique of the profile has priority, 0..1.</summary>
    public const double HeavyFrom = 0.6;

    /// <summary>Longest time between two days of testing for each level of T.2, in days: a year, half of one, a month and a week, with some slack.</summary>
    static readonly int[] GapDays = [396, 198, 36, 8];

    const int WindowDays = 365;
    const int PlacesMax = 5;

    readonly GapAssessment assessment;
    readonly TechniqueCoverage[] heavy;
    readonly RecordedTest[] tests;
    readonly Dictionary<string, MaturitySupport> inform = new(StringComparer.Ordinal);
    readonly Dictionary<string, MaturitySupport> soc = new(StringComparer.Ordinal);

    MaturityRecords(GapAssessment assessment)
    {
        this.assessment = assessment;
        heavy = [.. assessment.Profile.Techniques.Where(static t => t.Weight >= HeavyFrom).Select(t => assessment.Coverage.Of(t.Technique))];
        tests = [.. assessment.Organisation.Tests.Where(t => t.Date <= assessment.AsOf).OrderBy(static t => t.Date)];
    }

    /// <summary>Looks through an assessment.</summary>
    public static MaturityRecords Of(GapAssessment assessment)
    {
        var records = new MaturityRecords(assessment);
        records.AddIntelligence();
        records.AddDefence();
        records.AddTests();
        records.AddSoc();
        return records;
    }

    /// <summary>What the records say of a question of a model; null where they say nothing.</summary>
    public MaturitySupport? Find(string model, string question) => model switch
    {
        "inform" => inform.GetValueOrDefault(question),
        "soc" => soc.GetValueOrDefault(question),
        _ => null,
    };

    void AddIntelligence()
    {
        var groups = assessment.Organisation.Groups;
        var reports = assessment.Organisation.DettectFiles.Select(static f => f.File).OfType<DettectGroups>().SelectMany(static f => f.Groups.Where(static g => g.IsEnabled).Select(g => (g, f.Document))).ToList();
        var known = groups.SelectMany(g => assessment.Context.Release.TechniquesOf(g.Group)).Select(static u => u.Technique.TechniqueId)
            .Concat(reports.SelectMany(static r => r.g.Techniques).SelectMany(t => DettectLayers.Resolve(t.Id, assessment.Context.Release)).Select(static t => t.TechniqueId)).ToHashSet();
        string[] places = [.. reports.Select(static r => $"{r.Document}:{r.g.Location}").Distinct(StringComparer.Ordinal).Take(PlacesMax)];
        var hasSoftware = reports.Exists(static r => r.g.Software.Count > 0) || groups.Any(g => assessment.Context.Release.SoftwareOf(g.Group).Count > 0);
        Add("I.1", [hasSoftware ? 2 : 0, known.Count > 0 ? 3 : 0], [2, 3], $"{Count(groups.Count, "named group")} and {Count(reports.Count, "own group or report")} with {Count(known.Count, "technique")}{(hasSoftware ? " and software" : "")}", places);
        var ofHeavy = heavy.Count(c => known.Contains(c.Technique.TechniqueId));
        var ofAll = assessment.Profile.Techniques.Count(t => known.Contains(t.Technique.TechniqueId));
        Add(
            "I.2", [known.Count >= 1 ? 1 : 0, known.Count >= 2 ? 2 : 0, heavy.Length > 0 && ofHeavy == heavy.Length ? 3 : 0, ofAll > 0 && ofAll == assessment.Profile.Techniques.Count ? 4 : 0], [1, 2, 3, 4],
            $"groups that are named use {ofHeavy} of {Count(heavy.Length, "technique")} with a weight of {HeavyFrom.ToString("0.0", CultureInfo.InvariantCulture)} or more, and {ofAll} of all {assessment.Profile.Techniques.Count}", places);
        Add(
            "I.3", [assessment.Organisation.Sectors.Count > 0 || groups.Count > 0 ? 1 : 0, groups.Any(static g => g.Reason.Length > 0) || reports.Count > 0 ? 2 : 0], [1, 2],
            $"{Count(assessment.Organisation.Sectors.Count, "sector")} and {Count(groups.Count, "group")} named, {groups.Count(static g => g.Reason.Length > 0)} with a reason of our own", places);
        var acted = known.Count(id => assessment.Coverage.Of(id) is var c && (c.Detection > 0 || c.IsTested));
        Add(
            "I.4", [groups.Count + reports.Count > 0 ? 1 : 0, groups.Count + reports.Count >= 3 ? 2 : 0, known.Count > 0 && acted * 2 >= known.Count ? 3 : 0], [1, 2, 3],
            $"{acted} of {Count(known.Count, "technique")} of named groups and reports have a rule or a test", places);
    }

    void AddDefence()
    {
        var organisation = assessment.Organisation;
        var prevented = heavy.Count(static c => c.Prevention > 0);
        var declared = organisation.Mitigations.Count(static m => m.Degree > Degree.None) + organisation.Controls.Count(static c => c.Degree > Degree.None);
        Add(
            "D.1", [declared > 0 ? 1 : 0, declared >= 5 && prevented * 2 >= heavy.Length && heavy.Length > 0 ? 2 : 0, heavy.Length > 0 && prevented * 5 >= heavy.Length * 4 && declared >= 5 ? 3 : 0], [1, 2, 3],
            $"{Count(declared, "mitigation or control")} in place, against {prevented} of {Count(heavy.Length, "technique")} with priority",
            [.. organisation.Mitigations.Select(m => $"{organisation.Document}:{m.Location}").Concat(organisation.Controls.Select(c => $"{organisation.Document}:{c.Location}")).Take(PlacesMax)]);
        var served = organisation.Scopes.Count(scope => organisation.LogSources.Any(s => s.IsCollectedIn(scope) && s.DeviceShare >= 0.8));
        var visibility = assessment.Summary.Visibility;
        Add(
            "D.2", [organisation.LogSources.Count > 0 ? 1 : 0, served == organisation.Scopes.Count ? 2 : 0, visibility >= 0.5 ? 3 : 0, visibility >= 0.8 ? 4 : 0], [1, 2, 3, 4],
            $"{Count(organisation.LogSources.Count, "log source")}; {served} of {Count(organisation.Scopes.Count, "scope")} have one from 80 % of the devices; {Percent(visibility)} of the weighted data that analytics ask for",
            [.. organisation.LogSources.Select(s => $"{s.Document ?? organisation.Document}:{s.Location}").Take(PlacesMax)]);
        var rules = assessment.Rules;
        var validated = assessment.Input.Rules.Count(static r => r.ValidatedFor.Count > 0);
        var tried = heavy.Count(static c => c.IsTested);
        Add(
            "D.3", [rules.Deployed > 0 ? 1 : 0, rules.Tagged > 0 && rules.Fed * 2 >= rules.Tagged ? 2 : 0, validated > 0 || (heavy.Length > 0 && tried * 4 >= heavy.Length && rules.Fed > 0) ? 3 : 0], [1, 2, 3],
            $"{Count(rules.Deployed, "rule")} deployed, {rules.Fed} of {rules.Tagged} tagged ones fed by a log source, {validated} validated on recorded telemetry, {tried} of {Count(heavy.Length, "technique")} with priority tested",
            [.. organisation.Rules.Select(r => $"{organisation.Document}:{r.Location}").Take(PlacesMax)]);
    }

    void AddTests()
    {
        string[] places = [.. tests.Reverse().Select(t => $"{assessment.Organisation.Document}:{t.Location}").Take(PlacesMax)];
        bool Named(params string[] words) => tests.Any(t => t.Date > assessment.AsOf.AddDays(-2 * WindowDays) && words.Any(w => t.Name.Contains(w, StringComparison.OrdinalIgnoreCase)));
        Add(
            "T.1", [Named("pentest", "penetration", "pen test") ? 2 : 0, Named("emulation", "red team", "caldera") ? 3 : 0, Named("purple") ? 4 : 0], [2, 3, 4],
            $"names of the {Count(tests.Count(t => t.Date > assessment.AsOf.AddDays(-2 * WindowDays)), "test")} of the last two years", places);
        var days = tests.Select(static t => t.Date.DayNumber).Distinct().ToList();
        var gap = LongestGap(days, assessment.AsOf.DayNumber);
        Add(
            "T.2", [.. Enumerable.Range(1, 4).Where(level => gap is { } longest && longest <= GapDays[level - 1] && (level == 1 || days.Count > level))], [1, 2, 3, 4],
            gap is { } found ? $"{Count(days.Count, "day")} of testing, the longest pause of the last year {Count(found, "day")}" : "no test is recorded", places);
        var triedHeavy = heavy.Count(c => tests.Any(t => t.Date > assessment.AsOf.AddDays(-WindowDays) && t.Techniques.Any(x => x.TechniqueId == c.Technique.TechniqueId)));
        Add("T.3", [tests.Length > 0 ? 1 : 0, heavy.Length > 0 && triedHeavy * 2 >= heavy.Length ? 2 : 0], [1, 2], $"{triedHeavy} of {Count(heavy.Length, "technique")} with priority tested within a year", places);
        var ways = tests.GroupBy(static t => t.TechniqueAsWritten, StringComparer.OrdinalIgnoreCase).Select(static g => g.Select(static t => t.Name).Where(static n => n.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).Count()).ToList();
        Add("T.4", [tests.Length > 0 ? 3 : 0, ways.Count > 0 && ways.Count(static w => w >= 2) * 4 >= ways.Count ? 4 : 0], [3, 4], $"{Count(ways.Count, "technique")} tried, {ways.Count(static w => w >= 2)} in two ways or more", places);
        AddResults(places);
    }

    void AddResults(string[] places)
    {
        var misses = tests.Where(static t => t.Outcome is Outcome.None or Outcome.Logged).ToList();
        bool Later(RecordedTest miss, bool isPass) => tests.Any(t => t.Date > miss.Date && string.Equals(t.TechniqueAsWritten, miss.TechniqueAsWritten, StringComparison.OrdinalIgnoreCase)
            && (t.Scopes.Count == 0 || miss.Scopes.Count == 0 || t.Scopes.Intersect(miss.Scopes, StringComparer.Ordinal).Any())
            && (!isPass || t.Outcome is Outcome.Alerted or Outcome.Blocked));
        var repeated = misses.Count(m => Later(m, isPass: false));
        var mended = misses.Count(m => Later(m, isPass: true));
        Add(
            "T.5", [tests.Length > 0 ? 1 : 0, repeated > 0 ? 2 : 0, misses.Count > 0 && mended * 2 >= misses.Count ? 3 : 0], [1, 2, 3],
            $"{Count(misses.Count, "miss", "misses")}, {repeated} repeated since, {mended} of them passed", places);
    }

    /// <summary>The longest time without a test in the last year or since the first one, up to today; null without a test.</summary>
    static int? LongestGap(List<int> days, int today)
    {
        if (days.Count == 0)
        {
            return null;
        }

        var before = days.LastOrDefault(d => d <= today - WindowDays, days[0]);
        var gap = 0;
        foreach (var day in days.Where(d => d > before).Append(today))
        {
            gap = Math.Max(gap, day - before);
            before = day;
        }

        return gap;
    }

    void AddSoc()
    {
        Ladder("TEC.1", "D.2", CapabilityOf(assessment.Summary.Visibility));
        Ladder("PRO.2", "D.3", null);
        Ladder("PRO.4", "T.5", null);
        Ladder("PRO.5", "I.2", null);
        Ladder("SER.4", "I.2", null);
        Ladder("SER.5", "T.2", CapabilityOf(heavy.Length == 0 ? 0 : heavy.Count(static c => c.IsTested) / (double)heavy.Length));
        var detection = assessment.Summary.Detection;
        var seen = heavy.Count(static c => c.Detection > 0);
        soc["SER.1"] = new MaturitySupport(
            UpTo(detection switch { <= 0 => 0, < 0.2 => 1, < 0.4 => 2, < 0.6 => 3, _ => 4 }), UpTo(4), CapabilityOf(heavy.Length == 0 ? 0 : seen / (double)heavy.Length),
            $"detection {Percent(detection)} of the weighted profile, something would alert on {seen} of {Count(heavy.Length, "technique")} with priority", []);
        var planned = (assessment.Organisation.Budget is null ? 0 : 1) + (assessment.Organisation.Costs.SetByOrganisation.Count == 0 ? 0 : 1);
        soc["BUS.3"] = new MaturitySupport(
            UpTo(planned), UpTo(2), null,
            $"{(assessment.Organisation.Budget is null ? "no budget" : "a budget")} and {Count(assessment.Organisation.Costs.SetByOrganisation.Count, "cost")} of our own", []);
    }

    void Ladder(string id, string component, int? capability)
    {
        var support = inform[component];
        soc[id] = support with { Levels = UpTo(support.Reached), Speaks = UpTo(support.SpeaksTo), Capability = capability };
    }

    static int CapabilityOf(double share) => share switch
    {
        <= 0 => 0,
        < 0.5 => 1,
        < 0.8 => 2,
        _ => 3,
    };

    static int[] UpTo(int level) => [.. Enumerable.Range(1, level)];

    void Add(string id, IEnumerable<int> levels, int[] speaks, string says, IReadOnlyList<string> places)
        => inform[id] = new MaturitySupport([.. levels.Where(static l => l > 0).Order()], speaks, null, says, places);

    static string Count(int number, string noun, string? nouns = null) => string.Create(CultureInfo.InvariantCulture, $"{number} {(number == 1 ? noun : nouns ?? $"{noun}s")}");

    static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0} %");
}
