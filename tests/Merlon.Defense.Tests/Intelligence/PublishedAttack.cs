using Merlon.Attack;
using Merlon.Documents;
using Merlon.Stix;

namespace Merlon.Defense.Tests.Intelligence;

/// <summary>ATT&amp;CK 18.1, three domains with texts, read once for all tests that ask for it.</summary>
public sealed class PublishedAttack
{
    readonly Lazy<AttackRelease> release = new(static () =>
    {
        var bundles = new[] { "enterprise-attack", "ics-attack", "mobile-attack" }
            .Select(static domain => $"attack/{domain}-18.1.json")
            .Select(static path => new StixBundle(path, File.ReadAllBytes(SharedData.PathOf(path))))
            .ToList();
        var parsed = StixReader.Read(bundles, version: null, ReadLimits.Default);
        return parsed.Value ?? throw new InvalidOperationException(string.Join('\n', parsed.Diagnostics));
    });

    /// <summary>The release; skips the running test where the data is missing.</summary>
    public AttackRelease Release
    {
        get
        {
            SharedData.PathOf("attack/enterprise-attack-18.1.json");
            return release.Value;
        }
    }

    /// <summary>A live group.</summary>
    public Group Group(string id) => Release.TryFind(id, out var found) && found is Group group
        ? group
        : throw new InvalidOperationException($"{id} is no group of {Release.Version}");
}
