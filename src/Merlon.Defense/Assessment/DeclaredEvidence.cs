using System.Globalization;
using Merlon.Attack;
using Merlon.Controls;
using Merlon.Documents;

namespace Merlon.Assessment;

/// <summary>Prevention from mitigations and controls that the organisation says it has, and the outcomes of its tests.</summary>
static class DeclaredEvidence
{
    const string MappingKind = "control mapping";
    const string ViaSeparator = ", ";

    public static void Add(Organisation organisation, OrganisationContext context, ReferenceResolver resolver, EvidenceSink sink)
    {
        AddMitigations(organisation, context.Release, sink);
        AddControls(organisation, context, resolver, sink);
        AddTests(organisation, sink);
    }

    /// <summary>ATT&amp;CK's own entry for techniques that should not be mitigated (M1055 in Enterprise, M0816 in ICS): having it stops nothing.</summary>
    public static bool IsNoMitigation(AttackObject mitigation) => string.Equals(mitigation.Name, "Do Not Mitigate", StringComparison.OrdinalIgnoreCase);

    static void AddMitigations(Organisation organisation, AttackRelease release, EvidenceSink sink)
    {
        foreach (var group in organisation.Mitigations.GroupBy(static m => m.Mitigation.Id, StringComparer.Ordinal))
        {
            var declared = group.Select(m => new Declared(
                m.Scopes, ClaimStrength.OfMitigation(m.Degree), m.Since, Place(organisation, m.Location),
                $"{m.Mitigation} is in place to a {Word(m.Degree)} degree")).ToArray();
            var mitigation = group.First().Mitigation;
            if (IsNoMitigation(mitigation))
            {
                continue;
            }

            var facts = new StatementFacts(EvidenceKind.Mitigation, Axis.Prevention, $"mitigation:{group.Key}", "");
            foreach (var technique in release.From(mitigation)
                .Where(static r => r.IsLive && string.Equals(r.Type, "mitigates", StringComparison.Ordinal))
                .Select(static r => r.Target).OfType<Technique>().Distinct())
            {
                AddDeclared(technique, declared, facts with { TechniqueAsWritten = technique.Id }, sink);
            }
        }
    }

    static void AddControls(Organisation organisation, OrganisationContext context, ReferenceResolver resolver, EvidenceSink sink)
    {
        foreach (var group in organisation.Controls.GroupBy(static c => (c.FrameworkId, c.ControlId)))
        {
            var (frameworkId, controlId) = group.Key;
            var seen = new HashSet<(TechniqueId, Axis)>();
            // Where several edges lead to one technique, as when two were merged into it, the strongest speaks; of equals the first.
            foreach (var edge in context.Controls.TechniquesOf(frameworkId, controlId).OrderByDescending(ControlStrength.OfEdge))
            {
                if (ControlStrength.AxisOf(edge) is not { } axis)
                {
                    continue;
                }

                var says = SaysOf(edge);
                var techniques = resolver.Techniques(edge.TechniqueId, MappingKind, $"{frameworkId} {controlId}");
                foreach (var technique in techniques.Where(t => seen.Add((t.TechniqueId, axis))))
                {
                    var declared = group.Select(c => new Declared(
                        c.Scopes, ControlStrength.Of(c.Degree, edge) / techniques.Count, c.Since, Place(organisation, c.Location),
                        $"{frameworkId} {controlId} is in place to a {Word(c.Degree)} degree and mapped to the technique{says}")).ToArray();
                    AddDeclared(technique, declared, new StatementFacts(EvidenceKind.Control, axis, SourceOf(frameworkId, controlId, edge), edge.TechniqueId), sink);
                }
            }
        }
    }

    /// <summary>How the mapping puts it: through which controls, what it claims how well, and from which file it is when it is not built in.</summary>
    static string SaysOf(ControlEdge edge)
    {
        var grade = edge.Grade is { } known ? $" {Word(known)}" : "";
        var claim = edge.Category == EdgeCategory.Protect && edge.Grade is null ? "" : $" ({Claim(edge.Category)}{grade})";
        var file = edge.Source.Hash.Length == 0 ? "" : $" by {edge.Source.Document.Split('/', '\\')[^1]}{(edge.Source.AttackVersion.Length == 0 ? "" : $" for ATT&CK {edge.Source.AttackVersion}")}";
        var via = edge.Via.Length == 0 ? "" : $" through {edge.Via}";
        var chain = edge.Path.Count > 1 ? $" ({string.Join(" > ", edge.Path)})" : "";
        return $"{claim}{file}{via}{chain}";
    }

    static string Claim(EdgeCategory category) => category == EdgeCategory.Detect ? "detect" : "protect";

    /// <summary>A control that reaches the technique through others speaks with the voice of the first of them.</summary>
    static string SourceOf(string frameworkId, string controlId, ControlEdge edge) => edge.Path.Count == 0
        ? $"control:{frameworkId}:{controlId}"
        : edge.Via.Split(ViaSeparator)[0] is var first && first.Contains(':', StringComparison.Ordinal)
            ? $"control:{frameworkId}:{controlId}>{first}"
            : $"control:{frameworkId}:{controlId}>{edge.Path[^1].FrameworkId}:{first}";

    /// <summary>What controls alone would say of an organisation that declares them.</summary>
    public static IReadOnlyList<Evidence> OfControls(Organisation organisation, OrganisationContext context)
    {
        var sink = new EvidenceSink(organisation, context.Release);
        AddControls(organisation, context, new ReferenceResolver(context.Release), sink);
        return sink.ToList();
    }

    static void AddTests(Organisation organisation, EvidenceSink sink)
    {
        foreach (var test in organisation.Tests)
        {
            var what = test.Name.Length == 0 ? "a test" : $"the test \"{test.Name}\"";
            var claim = new ScopedClaim(
                "", 1.0 / test.Techniques.Count, test.Date, Place(organisation, test.Location), $"{what} of {test.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)} {Ended(test.Outcome)}");
            foreach (var technique in test.Techniques)
            {
                var facts = new StatementFacts(
                    EvidenceKind.Test, test.Outcome == Outcome.Blocked ? Axis.Prevention : Axis.Detection, $"test:{technique.Id}",
                    test.TechniqueAsWritten, test.Outcome);
                foreach (var scope in test.Scopes.Count == 0 ? [""] : test.Scopes)
                {
                    sink.AddOne(technique, scope, claim, facts);
                }
            }
        }
    }

    /// <summary>In each scope the entry that names it speaks, else the one for the whole organisation.</summary>
    static void AddDeclared(Technique technique, Declared[] declared, StatementFacts facts, EvidenceSink sink)
    {
        var whole = Array.Find(declared, static d => d.Scopes.Count == 0);
        var possible = sink.ScopesOf(technique);
        if (possible.Count == 0)
        {
            if (whole is not null)
            {
                sink.AddOne(technique, "", whole.In(""), facts);
            }

            return;
        }

        var claims = new List<ScopedClaim>(possible.Count);
        foreach (var scope in possible)
        {
            var own = Array.Find(declared, d => d.Scopes.Contains(scope.Name, StringComparer.Ordinal)) ?? whole;
            if (own is { Strength: > 0 })
            {
                claims.Add(own.In(scope.Name));
            }
        }

        sink.Add(technique, claims, facts);
    }

    static string Place(Organisation organisation, SourceLocation location) => $"{organisation.Document}:{location}";

    static string Word(Degree degree) => degree switch
    {
        Degree.None => "no",
        Degree.Minimal => "minimal",
        Degree.Partial => "partial",
        Degree.Significant => "significant",
        _ => throw new ArgumentOutOfRangeException(nameof(degree), degree, "not a degree"),
    };

    static string Ended(Outcome outcome) => outcome switch
    {
        Outcome.None => "was not seen at all",
        Outcome.Logged => "was logged, and nothing alerted",
        Outcome.Alerted => "raised an alert",
        Outcome.Blocked => "was blocked",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "not an outcome"),
    };

    sealed record Declared(IReadOnlyList<string> Scopes, double Strength, DateOnly? Since, string Place, string Says)
    {
        public ScopedClaim In(string scope) => new(scope, Strength, Since, Place, Says);
    }
}
