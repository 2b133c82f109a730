using System.Text;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Stix;

namespace Merlon.Knowledge.Tests.Attack;

public sealed class CompiledReleaseTests
{
    [Theory]
    [InlineData("12.1")]
    [InlineData("17.1")]
    [InlineData("18.1")]
    public void A_compiled_release_equals_the_one_that_was_read_from_stix(string version)
    {
        List<StixBundle> bundles = [.. RealBundles.All(version).Select(RealBundles.Bundle)];
        var read = StixReader.Read(bundles, version: null, ReadLimits.Default);

        var opened = CompiledRelease.Read(Compile(read, bundles), Named(bundles));

        ShouldBeEqual(opened, read);
    }

    [Fact]
    public void What_the_reader_noticed_is_kept_with_its_document()
    {
        StixBundle bundle = new("demo-attack-1.0.json", Encoding.UTF8.GetBytes(MiniBundle.Small().Set("attack-pattern--a1", "name", 5)
            .Set("campaign--c1", "first_seen", "soon").Relate("uses", "intrusion-set--g1", "attack-pattern--gone").Add("x-new", "x1", "X1", "New").Json));
        var read = StixReader.Read([bundle], version: null, ReadLimits.Default);
        read.Diagnostics.Select(d => d.Severity).Distinct().Count().ShouldBe(2);
        BundleBytes moved = new("elsewhere/demo.json", "0", bundle.Utf8);

        var opened = CompiledRelease.Read(Compile(read, [bundle]), [moved]);

        ShouldBeEqual(opened with { Diagnostics = [.. opened.Diagnostics.Select(d => d with { Document = bundle.Document })] }, read);
        opened.Diagnostics.ShouldAllBe(d => d.Document == moved.Document);
    }

    [Fact]
    public void A_byte_order_mark_moves_no_text()
    {
        StixBundle bundle = new("demo-attack-1.0.json", (byte[])[0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(MiniBundle.Small().Json)]);
        var read = StixReader.Read([bundle], version: null, ReadLimits.Default);

        ShouldBeEqual(CompiledRelease.Read(Compile(read, [bundle]), Named([bundle])), read);
    }

    [Fact]
    public void Damage_is_an_exception_at_opening_wherever_it_is()
    {
        StixBundle bundle = Small();
        var compiled = Compile(StixReader.Read([bundle], version: null, ReadLimits.Default), [bundle]);
        for (var i = 0; i < compiled.Length; i++)
        {
            byte[] damaged = [.. compiled];
            damaged[i] ^= 0x40;
            Should.Throw<InvalidDataException>(() => CompiledRelease.Read(damaged, Named([bundle])));
            Should.Throw<InvalidDataException>(() => CompiledRelease.Read(compiled.AsMemory(0, i), Named([bundle])));
        }
    }

    [Fact]
    public void Damage_with_a_right_checksum_is_an_exception_too_or_harmless()
    {
        StixBundle bundle = Small();
        var compiled = Compile(StixReader.Read([bundle], version: null, ReadLimits.Default), [bundle]);
        for (var i = PackFormat.CompiledMagic.Length + sizeof(uint); i < compiled.Length; i++)
        {
            byte[] damaged = [.. compiled];
            damaged[i] ^= 0x7F;
            BitConverter.TryWriteBytes(damaged.AsSpan(PackFormat.CompiledMagic.Length), PackFormat.Checksum(damaged.AsSpan(PackFormat.CompiledMagic.Length + sizeof(uint))));
            try
            {
                ReadAll(CompiledRelease.Read(damaged, Named([bundle])));
            }
            catch (InvalidDataException)
            {
                // refused: as it should be
            }
        }
    }

    [Fact]
    public void Bundles_that_changed_behind_it_give_wrong_texts_but_no_exception()
    {
        StixBundle bundle = Small();
        var compiled = Compile(StixReader.Read([bundle], version: null, ReadLimits.Default), [bundle]);
        var random = new Random(7);
        for (var i = 0; i < 500; i++)
        {
            byte[] changed = [.. bundle.Utf8.Span];
            for (var j = 0; j < 20; j++)
            {
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            }

            ReadAll(CompiledRelease.Read(compiled, Named([bundle with { Utf8 = changed }])));
        }
    }

    [Fact]
    public void Other_bundles_are_refused()
    {
        StixBundle bundle = Small();
        var compiled = Compile(StixReader.Read([bundle], version: null, ReadLimits.Default), [bundle]);

        Should.Throw<InvalidDataException>(() => CompiledRelease.Read(compiled, [new BundleBytes("a", "another", bundle.Utf8)]));
        Should.Throw<InvalidDataException>(() => CompiledRelease.Read(compiled, [new BundleBytes("a", "0", bundle.Utf8[1..])]));
        Should.Throw<InvalidDataException>(() => CompiledRelease.Read(compiled, [.. Named([bundle]), .. Named([bundle])]));
        Should.Throw<InvalidDataException>(() => BuiltInRelease.Read(compiled));
    }

    static StixBundle Small() => new("demo-attack-1.0.json", Encoding.UTF8.GetBytes(MiniBundle.Small().Json));

    static byte[] Compile(Parsed<AttackRelease> read, IReadOnlyList<StixBundle> bundles)
    {
        using var compiled = new MemoryStream();
        CompiledRelease.Write(read, Named(bundles), compiled);
        return compiled.ToArray();
    }

    static List<BundleBytes> Named(IReadOnlyList<StixBundle> bundles)
        => [.. bundles.Select(static (bundle, i) => new BundleBytes(bundle.Document, i.ToString(System.Globalization.CultureInfo.InvariantCulture), bundle.Utf8))];

    static void ShouldBeEqual(Parsed<AttackRelease> opened, Parsed<AttackRelease> read)
    {
        var (left, right) = (opened.Value.ShouldNotBeNull(), read.Value.ShouldNotBeNull());
        ReleaseText.Of(left, withTexts: true).ShouldBe(ReleaseText.Of(right, withTexts: true));
        left.HasTexts.ShouldBe(right.HasTexts);
        left.Objects.Select(o => o.Published.Json).ShouldBe(right.Objects.Select(o => o.Published.Json));
        left.Relationships.Select(r => r.Published.Json).ShouldBe(right.Relationships.Select(r => r.Published.Json));
        left.OtherObjects.ShouldBe(right.OtherObjects);
        opened.Diagnostics.ShouldBe(read.Diagnostics);
    }

    static void ReadAll(Parsed<AttackRelease> opened)
    {
        var release = opened.Value.ShouldNotBeNull();
        ReleaseText.Of(release, withTexts: true).ShouldNotBeEmpty();
        release.Objects.ShouldAllBe(o => o.Published.ToElement().ValueKind == System.Text.Json.JsonValueKind.Object);
        release.Objects.Sum(o => o.AliasCitations.Count + o.CreatedByRef.Length + o.Published.Objects("external_references").Count + (o.Published.Flag("revoked") ? 1 : 0))
            .ShouldBeGreaterThanOrEqualTo(0);
    }
}
