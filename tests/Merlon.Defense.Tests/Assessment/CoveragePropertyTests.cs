using FsCheck;
using FsCheck.Fluent;
using Merlon.Assessment;
using Merlon.Attack;
using Outcome = Merlon.Assessment.Outcome;
using static Merlon.Defense.Tests.Assessment.AssessmentWorld;

namespace Merlon.Defense.Tests.Assessment;

public sealed class CoveragePropertyTests
{
    const double Tolerance = 1e-12;

    static readonly AttackRelease Toy = Release("T1059 Windows,Linux", "T1059.001 Windows", "T1059.004 Linux", "T1078 Windows", "T1190 Network Devices");

    static readonly Organisation Bank = Scoped(
        new("workstations", 0.4, ["Windows"]), new("servers", 0.4, ["Windows", "Linux"]), new("edge", 0.2, ["Network Devices"]));

    static Gen<Evidence> Claims =>
        from technique in Gen.Elements("T1059", "T1059.001", "T1059.004", "T1078", "T1190")
        from strength in Gen.Choose(0, 100)
        from source in Gen.Elements("a", "b", "c", "d")
        from logSource in Gen.Elements("windows/process_creation", "linux/auditd")
        from kind in Gen.Choose(0, 3)
        from scope in Gen.Elements("", "workstations", "servers", "edge", "nowhere")
        from age in Gen.Choose(-10, 2_000)
        select Dated(Make(kind, technique, strength / 100.0, source, logSource).In(scope), age);

    static Gen<Evidence> Tests =>
        from technique in Gen.Elements("T1059", "T1059.001", "T1078")
        from outcome in Gen.Elements(Outcome.None, Outcome.Logged, Outcome.Alerted, Outcome.Blocked)
        from scope in Gen.Elements("", "workstations", "servers")
        from age in Gen.Choose(-10, 1_500)
        select Test(technique, outcome, age, scope);

    static Gen<Evidence[]> Journals => Gen.Frequency((4, Claims), (1, Tests)).ArrayOf();

    static Evidence Make(int kind, string technique, double strength, string source, string logSource) => kind switch
    {
        0 => Rule(technique, strength, source, logSource),
        1 => Mitigation(technique, strength, source),
        2 => Control(technique, strength, $"nist-800-53-r5:{source}-2"),
        _ => LogSource(technique, strength, source),
    };

    static Evidence Dated(Evidence evidence, int age) => age % 2 == 0 ? evidence : evidence.Since(age);

    static void Holds<T>(Gen<T> cases, Action<T> check) => Prop.ForAll(cases.ToArbitrary(), check).Check(Cases.Quick.WithMaxTest(400));

    [Fact]
    public void Every_axis_is_between_nothing_and_all_and_what_alerts_is_visible() => Holds(Journals, static evidence =>
    {
        foreach (var one in Fold(Toy, Bank, evidence).Techniques)
        {
            foreach (var (visibility, detection, prevention, covered) in one.Scopes.Select(static s => (s.Visibility, s.Detection, s.Prevention, s.Covered))
                .Append((one.Visibility, one.Detection, one.Prevention, one.Covered))
                .Append((one.RolledUp.Visibility, one.RolledUp.Detection, one.RolledUp.Prevention, one.RolledUp.Covered)))
            {
                visibility.ShouldBeInRange(detection - Tolerance, 1);
                detection.ShouldBeInRange(0, 1);
                prevention.ShouldBeInRange(0, 1);
                covered.ShouldBeInRange(Math.Max(detection, prevention) - Tolerance, 1);
            }
        }
    });

    [Fact]
    public void The_order_of_the_evidence_changes_nothing() => Holds(
        from evidence in Journals from seed in Gen.Choose(0, int.MaxValue) select (evidence, seed),
        static given =>
        {
            var shuffled = given.evidence.ToArray();
            new Random(given.seed).Shuffle(shuffled);
            Text(Fold(Toy, Bank, shuffled)).ShouldBe(Text(Fold(Toy, Bank, given.evidence)));
        });

    [Fact]
    public void The_same_statement_twice_is_one() => Holds(
        Journals, static evidence => Text(Fold(Toy, Bank, [.. evidence, .. evidence])).ShouldBe(Text(Fold(Toy, Bank, evidence))));

    [Fact]
    public void A_further_claim_never_lowers_an_axis() => Holds(
        from evidence in Journals from claim in Claims select (evidence, claim),
        static given => AllAxes(Fold(Toy, Bank, [.. given.evidence, given.claim]))
            .Zip(AllAxes(Fold(Toy, Bank, given.evidence)))
            .ShouldAllBe(static pair => pair.First >= pair.Second - Tolerance));

    [Fact]
    public void A_further_miss_never_raises_detection_prevention_or_covered() => Holds(
        from evidence in Journals
        from test in Tests.Where(static test => test.Outcome is Outcome.None or Outcome.Logged)
        select (evidence, test),
        static given =>
        {
            var (before, after) = (Fold(Toy, Bank, given.evidence), Fold(Toy, Bank, [.. given.evidence, given.test]));
            foreach (var (old, missed) in before.Techniques.Zip(after.Techniques))
            {
                missed.Detection.ShouldBeLessThanOrEqualTo(old.Detection + Tolerance);
                missed.Prevention.ShouldBeLessThanOrEqualTo(old.Prevention + Tolerance);
                missed.Covered.ShouldBeLessThanOrEqualTo(old.Covered + Tolerance);
            }
        });

    [Fact]
    public void A_statement_changes_only_its_technique_and_what_is_below_it() => Holds(
        from evidence in Journals from more in Gen.OneOf(Claims, Tests) select (evidence, more),
        static given =>
        {
            var (before, after) = (Fold(Toy, Bank, given.evidence), Fold(Toy, Bank, [.. given.evidence, given.more]));
            foreach (var (old, now) in before.Techniques.Zip(after.Techniques).Where(pair => pair.First.Technique.TechniqueId.Parent != given.more.Technique.Parent))
            {
                now.Covered.ShouldBe(old.Covered);
            }
        });

    [Fact]
    public void The_fold_agrees_with_its_naive_twin() => Holds(Journals, static evidence =>
    {
        foreach (var one in Fold(Toy, Bank, evidence).Techniques)
        {
            foreach (var scope in one.Scopes)
            {
                var (visibility, detection, prevention) = NaiveFold.Of(evidence, one.Technique.TechniqueId, scope.Scope, Today);
                scope.Visibility.ShouldBe(visibility, 1e-9);
                scope.Detection.ShouldBe(detection, 1e-9);
                scope.Prevention.ShouldBe(prevention, 1e-9);
            }
        }
    });

    static IEnumerable<double> AllAxes(Coverage coverage) => coverage.Techniques
        .SelectMany(static one => one.Scopes.SelectMany(static scope => new[] { scope.Visibility, scope.Detection, scope.Prevention, scope.Covered })
            .Concat([one.Visibility, one.Detection, one.Prevention, one.Covered]));

    static string Text(Coverage coverage) => string.Join('\n', coverage.Techniques.Select(static one => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{one.Technique.Id} {one.Visibility:R} {one.Detection:R} {one.Prevention:R} {one.Covered:R} {one.IsRefuted} {one.IsTested} {string.Join(',', one.EvidenceIds)}")));
}
