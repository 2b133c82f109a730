using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Stix;

namespace Merlon.Defense.Tests.Assessment;

public sealed class VisibilityEvidenceTests
{
    [Fact]
    public void The_parts_of_the_sources_add_up_to_what_the_definition_says()
    {
        var random = new Random(18_1);
        var kinds = OrganisationTexts.Context.LogSources.Kinds;
        for (var round = 0; round < 12; round++)
        {
            var sources = kinds.Where(_ => random.Next(4) == 0)
                .Select(k => $"  - source: {k.Id}\n    devices: {random.Next(0, 101)}%{(random.Next(3) == 0 ? "\n    event_ids: [1, 3, 4624, 4688, 7045]" : "")}\n");
            var yaml = OrganisationTexts.With(
                "scopes:\n  - name: a\n    platforms: [Windows, Linux]\n  - name: b\n    platforms: [IaaS, macOS, Identity Provider]\nlog_sources:\n" + string.Concat(sources));
            var organisation = OrganisationTexts.Read(yaml).Value.ShouldNotBeNull();
            var evidence = CollectedEvidence.Of(organisation, [], OrganisationTexts.Context, OrganisationTexts.Today).Evidence;
            foreach (var technique in OrganisationTexts.Context.Release.Techniques.Where(static t => t.IsLive))
            {
                foreach (var scope in organisation.Scopes.Where(s => s.Platforms.Intersect(technique.Platforms, StringComparer.Ordinal).Any()))
                {
                    var sum = evidence.Where(e => e.Technique == technique.TechniqueId && (e.Scope.Length == 0 || string.Equals(e.Scope, scope.Name, StringComparison.Ordinal)))
                        .Sum(static e => e.Strength);
                    sum.ShouldBe(Naive(technique, scope, organisation), 1e-4, $"{technique} in {scope.Name}, round {round}");
                }
            }
        }
    }

    [Fact]
    public void Before_v18_data_components_stand_for_the_references_and_count_half()
    {
        var bundle = SharedData.PathOf("attack/enterprise-attack-17.1.json");
        var release = StixReader.Read([new StixBundle(bundle, File.ReadAllBytes(bundle))], "17.1", ReadLimits.Default).Value.ShouldNotBeNull();
        var context = OrganisationTexts.Context with { Release = release };
        var bytes = System.Text.Encoding.UTF8.GetBytes(OrganisationTexts.With("platforms: [Windows]\nlog_sources:\n  - source: sysmon"));
        var organisation = OrganisationFile.Read(bytes, "organisation.yaml", context, ReadLimits.Default).Value.ShouldNotBeNull();
        var evidence = CollectedEvidence.Of(organisation, [], context, OrganisationTexts.Today).Evidence;
        evidence.Count.ShouldBeGreaterThan(200);
        evidence.ShouldAllBe(static e => e.Strength > 0 && e.Strength <= ClaimStrength.ByComponent);
        evidence.Select(static e => e.Release).Distinct(StringComparer.Ordinal).ShouldBe(["17.1"]);
    }

    /// <summary>The definition, without attribution: mean over platforms of the best analytic's mean over its references.</summary>
    static double Naive(Technique technique, Scope scope, Organisation organisation)
    {
        var release = OrganisationTexts.Context.Release;
        var byPlatform = release.AnalyticsOf(technique).Where(static a => a.LogSources.Count > 0).SelectMany(static a => a.Platforms.Select(p => (Platform: p, Analytic: a)))
            .Where(x => scope.Platforms.Contains(x.Platform, StringComparer.Ordinal) && technique.Platforms.Contains(x.Platform, StringComparer.Ordinal))
            .GroupBy(static x => x.Platform, StringComparer.Ordinal).ToArray();
        return byPlatform.Length == 0 ? 0 : byPlatform.Average(g => g.Max(x => x.Analytic.LogSources.Average(r => organisation.LogSources
            .Where(s => s.Kind is null || s.Kind.Platforms.Intersect(scope.Platforms, StringComparer.Ordinal).Any())
            .Select(s => Value(s, r, x.Platform, release)).DefaultIfEmpty(0).Max())));
    }

    static double Value(CollectedLogSource source, LogSourceReference reference, string platform, AttackRelease release)
    {
        static bool Meets(IReadOnlyList<int> needed, IReadOnlyList<int> collected) => needed.Count == 0 || collected.Count == 0 || needed.Intersect(collected).Any();

        if (source.AttackNames.Contains(reference.LogSource.Name, StringComparer.OrdinalIgnoreCase))
        {
            return Meets(LogChannel.EventIdsOf(reference.LogSource.Channel), source.EventIds) ? source.DeviceShare : 0;
        }

        release.TryFindStix(reference.DataComponentRef, out var component);
        var carried = source.Kind?.Components.FirstOrDefault(c => string.Equals(c.Name, component?.Name, StringComparison.Ordinal));
        return carried is not null && Meets(carried.EventIds, source.EventIds) && (source.Kind?.Platforms.Contains(platform, StringComparer.Ordinal) ?? false)
            ? source.DeviceShare / 2
            : 0;
    }
}
