using Merlon.Attack;

namespace Merlon.Knowledge.Tests.Attack;

public sealed class BuiltInReleaseTests
{
    [Fact]
    public void The_built_in_facts_agree_with_the_bundles()
    {
        var built = BuiltInRelease.Open();

        built.HasTexts.ShouldBeFalse();
        ReleaseText.Of(built, withTexts: false).ShouldBe(ReleaseText.Of(RealBundles.Release(RealBundles.All("18.1")), withTexts: false));
        built.Objects.ShouldAllBe(o => o.Description.Length == 0 && o.Contributors.Count == 0);
        built.Relationships.ShouldAllBe(r => r.Description.Length == 0);
    }

    [Fact]
    public void The_embedded_pack_is_what_writing_the_bundles_gives()
    {
        using var written = new MemoryStream();
        BuiltInRelease.Write(RealBundles.Release(RealBundles.All("18.1")), written);
        using var embedded = new MemoryStream();
        EmbeddedFacts.Open("attack-18.1.pack").CopyTo(embedded);

        written.ToArray().ShouldBe(embedded.ToArray());
        written.Length.ShouldBeLessThan(2_000_000);
    }

    [Fact]
    public void A_pack_keeps_every_fact_also_of_odd_objects()
    {
        var release = MiniBundle.Small().Add("x-mitre-asset", "NOT-a-uuid", "A0001", "Bell", ("x_mitre_sectors", MiniBundle.Refs("Sound")))
            .Add("tool", "11111111-2222-3333-4444-555555555555", "S0001", "Hammer").Release();

        ReleaseText.Of(BuiltInRelease.Read(Pack(release)), withTexts: false).ShouldBe(ReleaseText.Of(release, withTexts: false));
        Pack(BuiltInRelease.Read(Pack(release))).ShouldBe(Pack(release));
    }

    [Fact]
    public void A_damaged_or_cut_pack_is_refused()
    {
        var pack = Pack(MiniBundle.Small().Release());
        for (var i = 0; i < pack.Length; i++)
        {
            byte[] damaged = [.. pack];
            damaged[i] ^= 0x40;
            Should.Throw<InvalidDataException>(() => BuiltInRelease.Read(damaged));
            Should.Throw<InvalidDataException>(() => BuiltInRelease.Read(pack.AsSpan(0, i)));
        }
    }

    static byte[] Pack(AttackRelease release)
    {
        using var pack = new MemoryStream();
        BuiltInRelease.Write(release, pack);
        return pack.ToArray();
    }
}
