using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Workspaces.Tests;

public sealed class WorkspaceReleasesTests : IDisposable
{
    readonly Sandbox sandbox = new();
    readonly SettableClock clock = new();

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void Without_any_release_the_built_in_one_is_used()
    {
        using var workspace = Open(WorkspaceAccess.Read);
        workspace.LoadRelease(null).Value.ShouldNotBeNull().HasTexts.ShouldBeFalse();
        var only = workspace.ListReleases().Single();
        only.ShouldBe(only with { Version = BuiltInRelease.Version, IsBuiltIn = true, IsPinned = true, AddedOn = null });
        only.Domains.Count.ShouldBe(3);
        sandbox.Content.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_release_is_added_listed_pinned_and_loaded()
    {
        using var workspace = Open(WorkspaceAccess.Write);
        var added = (await AddAsync(workspace, "ics-attack-12.1.json")).Value.ShouldNotBeNull();
        added.Version.ShouldBe("12.1");
        added.Domains.ShouldBe(["ics-attack"]);
        added.IsPinned.ShouldBeFalse();
        added.AddedOn.ShouldBe(SettableClock.Start);

        workspace.ListReleases().Select(static r => (r.Version, r.IsPinned)).ShouldBe([("18.1", true), ("12.1", false)]);
        workspace.TryUseRelease("12.1").ShouldBeTrue();
        workspace.ListReleases().Select(static r => (r.Version, r.IsPinned)).ShouldBe([("18.1", false), ("12.1", true)]);
        workspace.LoadRelease(null).Value.ShouldNotBeNull().Version.ShouldBe("12.1");
        workspace.LoadRelease("18.1", null).Value.ShouldNotBeNull().Version.ShouldBe("18.1");
        workspace.TryUseRelease(Workspace.BuiltInReleaseName).ShouldBeTrue();
        workspace.LoadRelease(null).Value.ShouldNotBeNull().Version.ShouldBe("18.1");
    }

    [Fact]
    public async Task Domains_join_and_the_same_bundle_twice_is_one_file()
    {
        using var workspace = Open(WorkspaceAccess.Write);
        await AddAsync(workspace, "ics-attack-12.1.json");
        await AddAsync(workspace, "ics-attack-12.1.json");
        var both = (await AddAsync(workspace, "mobile-attack-12.1.json")).Value.ShouldNotBeNull();
        both.Domains.ShouldBe(["ics-attack", "mobile-attack"]);
        both.Bytes.ShouldBe(1_300_477 + 1_684_159);
        Directory.EnumerateFiles(sandbox.PathOf(".merlon", "releases", "12.1")).Count().ShouldBe(6); // two bundles, manifest, and what is made of them: compiled release, search index, states
        workspace.LoadRelease("12.1", null).Value.ShouldNotBeNull().Domains.ShouldBe(["ics-attack", "mobile-attack"]);
    }

    [Fact]
    public void A_version_that_is_not_there_is_not_pinned_and_not_loaded()
    {
        using var workspace = Open(WorkspaceAccess.Write);
        workspace.TryUseRelease("12.1").ShouldBeFalse();
        workspace.TryUseRelease("../../etc").ShouldBeFalse();
        var read = workspace.LoadRelease("12.1", null);
        read.Value.ShouldBeNull();
        read.Diagnostics.Single().ToString().ShouldContain("there is 18.1 (built-in)");
    }

    [Fact]
    public async Task A_stored_bundle_that_was_changed_is_refused_by_name()
    {
        using var workspace = Open(WorkspaceAccess.Write);
        await AddAsync(workspace, "ics-attack-12.1.json");
        var stored = Directory.EnumerateFiles(sandbox.PathOf(".merlon", "releases", "12.1"), "ics*").Single();
        var bytes = await File.ReadAllBytesAsync(stored, TestContext.Current.CancellationToken);
        bytes[^3] ^= 1;
        await File.WriteAllBytesAsync(stored, bytes, TestContext.Current.CancellationToken);
        var read = workspace.LoadRelease("12.1", null);
        read.Value.ShouldBeNull();
        read.Diagnostics.Single().Code.ShouldBe("WORK003");
    }

    [Fact]
    public async Task What_cannot_be_read_is_not_stored()
    {
        using var workspace = Open(WorkspaceAccess.Write);
        var path = sandbox.Write("enterprise-attack-18.1.json", """{"type":"bundle","objects":[""");
        var added = await workspace.AddReleaseAsync(path, null, null, CancellationToken.None);
        added.Value.ShouldBeNull();
        added.Diagnostics.ShouldContain(static d => d.Severity == Severity.Error);
        Directory.Exists(sandbox.PathOf(".merlon", "releases")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_cancelled_addition_stores_nothing()
    {
        using var workspace = Open(WorkspaceAccess.Write);
        using CancellationTokenSource source = new();
        var progress = new Cancelling(source);
        await Should.ThrowAsync<OperationCanceledException>(() => workspace.AddReleaseAsync(SharedData.PathOf("attack/ics-attack-12.1.json"), null, progress, source.Token));
        workspace.ListReleases().Count.ShouldBe(1);
        Directory.Exists(sandbox.PathOf(".merlon", "releases")).ShouldBeFalse();
    }

    static Task<Parsed<StoredRelease>> AddAsync(Workspace workspace, string name)
        => workspace.AddReleaseAsync(SharedData.PathOf("attack/" + name), null, null, CancellationToken.None);

    Workspace Open(WorkspaceAccess access) => Workspace.Open(new WorkspaceOptions(sandbox.PathOf(Workspace.DefaultFolderName), access, clock));

    sealed class Cancelling(CancellationTokenSource source) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => source.Cancel();
    }
}
