using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Workspaces.Tests.Storage;

public sealed class CompiledStoreTests : IDisposable
{
    readonly Sandbox sandbox = new();
    readonly SettableClock clock = new();

    public void Dispose() => sandbox.Dispose();

    [Theory]
    [InlineData("12.1")]
    [InlineData("17.1")]
    [InlineData("18.1")]
    public async Task A_stored_release_opens_as_it_was_read(string version)
    {
        using var workspace = Open(WorkspaceAccess.Write);
        await AddAsync(workspace, "attack", version);
        Compiled(version).ShouldNotBeNull();

        var (opened, read) = (workspace.LoadRelease(version, null), workspace.ReadRelease(version, null));

        opened.Diagnostics.ShouldBe(read.Diagnostics);
        var (left, right) = (opened.Value.ShouldNotBeNull(), read.Value.ShouldNotBeNull());
        Facts(left).ShouldBe(Facts(right));
        left.OtherObjects.Select(o => o.Published.Json.ToArray()).ShouldBe(right.OtherObjects.Select(o => o.Published.Json.ToArray()));
        (left.HasTexts, left.Version).ShouldBe((true, version));
    }

    [Fact]
    public async Task A_damaged_one_is_made_again_with_a_note()
    {
        using var workspace = await WithIcsAsync();
        var path = Compiled("12.1").ShouldNotBeNull();
        var whole = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(path, [.. whole[..2000], (byte)(whole[2000] ^ 1), .. whole[2001..]], TestContext.Current.CancellationToken);

        var opened = workspace.LoadRelease("12.1", null);

        opened.Diagnostics.ShouldHaveSingleItem().ShouldSatisfyAllConditions(d => d.Code.ShouldBe("WORK020"), d => d.Severity.ShouldBe(Severity.Note));
        opened.Value.ShouldNotBeNull().HasTexts.ShouldBeTrue();
        File.ReadAllBytes(path).ShouldBe(whole);
        workspace.LoadRelease("12.1", null).Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_missing_one_is_made_by_the_next_reader()
    {
        using var workspace = await WithIcsAsync();
        File.Delete(Compiled("12.1").ShouldNotBeNull());

        using var reader = Open(WorkspaceAccess.Read);
        reader.LoadRelease("12.1", null).Value.ShouldNotBeNull();

        Compiled("12.1").ShouldNotBeNull();
    }

    [Fact]
    public async Task One_of_other_bundles_is_removed()
    {
        using var workspace = await WithIcsAsync();
        var before = Compiled("12.1").ShouldNotBeNull();
        await AddAsync(workspace, "attack/mobile-attack-12.1.json", version: null);

        Compiled("12.1").ShouldNotBeNull().Equals(before, StringComparison.Ordinal).ShouldBeFalse();
        workspace.LoadRelease("12.1", null).Value.ShouldNotBeNull().Domains.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Copied_bundles_are_taken_when_their_hashes_agree()
    {
        using var workspace = await WithIcsAsync();
        var bundle = Bundle("12.1");
        var compiled = Compiled("12.1").ShouldNotBeNull();
        var later = File.GetLastWriteTimeUtc(compiled).AddHours(1);
        File.SetLastWriteTimeUtc(bundle, later);

        workspace.LoadRelease("12.1", null).Value.ShouldNotBeNull();

        File.GetLastWriteTimeUtc(compiled).ShouldBeGreaterThan(later);
    }

    [Fact]
    public async Task A_folder_in_the_place_of_the_compiled_release_stops_nothing()
    {
        using var workspace = await WithIcsAsync();
        var path = Compiled("12.1").ShouldNotBeNull();
        File.Delete(path);
        Directory.CreateDirectory(path);

        workspace.LoadRelease("12.1", null).Value.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_bundle_that_is_gone_is_an_error_though_the_compiled_release_is_there()
    {
        using var workspace = await WithIcsAsync();
        File.Delete(Bundle("12.1"));

        workspace.LoadRelease("12.1", null).Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("WORK003");
    }

    [Fact]
    public async Task Checking_a_release_reads_the_bundles_themselves()
    {
        using var workspace = await WithIcsAsync();
        var bundle = Bundle("12.1");
        var written = File.GetLastWriteTimeUtc(bundle);
        var bytes = await File.ReadAllBytesAsync(bundle, TestContext.Current.CancellationToken);
        bytes[^10] ^= 1;
        await File.WriteAllBytesAsync(bundle, bytes, TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(bundle, written); // as a bad disk does

        workspace.ReadRelease("12.1", null).Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("WORK003");
    }

    static List<string> Facts(AttackRelease release) =>
    [
        .. release.Objects.Select(o => string.Join('|', o.GetType().Name, o.StixId, o, o.Description, string.Join(',', o.Citations), string.Join(',', o.Contributors), string.Join(',', o.Domains), o.Modified)),
        .. release.Relationships.Select(r => string.Join('|', r.Type, r.StixId, r.Source.StixId, r.Target.StixId, r.Description, string.Join(',', r.Citations), r.Modified, r.Published.Json.Length)),
    ];

    string? Compiled(string version) => Directory.EnumerateFiles(sandbox.PathOf(".merlon", "releases", version), "*-release.pack").SingleOrDefault();

    string Bundle(string version) => Directory.EnumerateFiles(sandbox.PathOf(".merlon", "releases", version), "ics*").Single();

    async Task<Workspace> WithIcsAsync()
    {
        var workspace = Open(WorkspaceAccess.Write);
        await AddAsync(workspace, "attack/ics-attack-12.1.json", version: null);
        return workspace;
    }

    static async Task AddAsync(Workspace workspace, string name, string? version)
        => (await workspace.AddReleaseAsync(SharedData.PathOf(name), version, null, CancellationToken.None)).Value.ShouldNotBeNull();

    Workspace Open(WorkspaceAccess access) => Workspace.Open(new WorkspaceOptions(sandbox.PathOf(Workspace.DefaultFolderName), access, clock));
}
