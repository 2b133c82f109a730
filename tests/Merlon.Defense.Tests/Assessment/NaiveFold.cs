using Merlon.Assessment;
using Merlon.Attack;

namespace Merlon.Defense.Tests.Assessment;

/// <summary>The design page read out loud, for one technique and scope, without an index and with its numbers written in.</summary>
static class NaiveFold
{
    public static (double Visibility, double Detection, double Prevention) Of(
        IReadOnlyList<Evidence> evidence, TechniqueId technique, string scope, DateOnly today)
    {
        var inForce = evidence.Where(one => (one.Date is null || one.Date <= today) && (one.Scope.Length == 0 || string.Equals(one.Scope, scope, StringComparison.Ordinal))).ToList();
        var claims = inForce
            .Where(one => one.Kind != EvidenceKind.Test)
            .Where(one => one.Technique == technique || (one.Axis != Axis.Visibility && technique.IsSubTechnique && one.Technique == technique.Parent))
            .Select(one => (one.Axis, one.Kind, one.Source, Strength: one.Strength * Faded(one.Date, 730) * (one.Technique == technique ? 1 : 0.5)))
            .ToList();
        var detection = 0.6 * (1 - claims.Where(static one => one.Kind == EvidenceKind.Rule)
            .GroupBy(static one => one.Source.Split(':')[1], StringComparer.Ordinal)
            .Select(static logSource => 1 - Chorus(logSource.Select(static one => (one.Source, one.Strength)), 0.5))
            .Aggregate(1.0, static (left, right) => left * right));
        var mitigations = Chorus(claims.Where(static one => one.Kind == EvidenceKind.Mitigation).Select(static one => (one.Source, one.Strength)), 0.5);
        var controls = Chorus(claims.Where(static one => one.Kind == EvidenceKind.Control).Select(static one => (one.Source.Split('-')[^2], one.Strength)), 0.25);
        var prevention = 0.6 * (1 - (1 - mitigations) * (1 - controls));
        var visibility = Math.Max(detection, Chorus(claims.Where(static one => one.Axis == Axis.Visibility).Select(static one => (one.Source, one.Strength)), 1));
        var tests = inForce.Where(one => one.Kind == EvidenceKind.Test && one.Technique == technique).OrderByDescending(static one => one.Date).ThenBy(static one => one.Outcome).ToList();
        if (tests.Count == 0)
        {
            return (visibility, detection, prevention);
        }

        var fresh = Faded(tests[0].Date, 365) * tests[0].Strength;
        return tests[0].Outcome switch
        {
            Outcome.None => (Mix(0, visibility), Mix(0, detection), Mix(0, prevention)),
            Outcome.Logged => (Mix(1, visibility), Mix(0, detection), Mix(0, prevention)),
            Outcome.Alerted => (Mix(1, visibility), Mix(0.9, detection), Mix(0, prevention)),
            _ => (visibility, detection, Mix(0.9, prevention)),
        };

        double Mix(double tested, double claimed) => fresh * tested + (1 - fresh) * claimed;

        double Faded(DateOnly? date, int halfLife) => date is { } day ? Math.Pow(0.5, (today.DayNumber - day.DayNumber) / (double)halfLife) : 1;
    }

    static double Chorus(IEnumerable<(string Voice, double Strength)> statements, double share)
    {
        var voices = statements.GroupBy(static one => one.Voice, StringComparer.Ordinal).Select(static voice => voice.Max(static one => one.Strength)).OrderDescending().ToList();
        return Math.Min(1, voices.Select((strength, index) => Math.Pow(share, index) * strength).Sum());
    }
}
