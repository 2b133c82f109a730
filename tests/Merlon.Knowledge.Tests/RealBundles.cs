using Merlon.Attack;
using Merlon.Documents;
using Merlon.Stix;

namespace Merlon.Knowledge.Tests;

/// <summary>Published bundles outside the repository; a test that needs one that is not there is skipped, and says so.</summary>
static class RealBundles
{
    public static AttackRelease Release(params string[] names)
    {
        var read = StixReader.Read([.. names.Select(Bundle)], version: null, ReadLimits.Default);
        read.Diagnostics.ShouldBeEmpty();
        return read.Value.ShouldNotBeNull();
    }

    public static StixBundle Bundle(string name) => new(name, File.ReadAllBytes(SharedData.PathOf($"attack/{name}")));

    public static string[] All(string version)
        => [$"enterprise-attack-{version}.json", $"ics-attack-{version}.json", $"mobile-attack-{version}.json"];
}
