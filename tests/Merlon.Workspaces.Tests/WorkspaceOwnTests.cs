using System.Text;
using Merlon.Attack;
using Merlon.Authoring;
using Merlon.Documents;

namespace Merlon.Workspaces.Tests;

public sealed class WorkspaceOwnTests : IDisposable
{
    const string Source = """
        collection: { name: Harbour, prefix: HB, publisher: Harbour Ltd }
        techniques: [{ id: HBT0001, name: Ask the night shift, tactics: [initial-access], platforms: [Windows] }]
        groups: [{ id: HBG0001, name: Night Owls }]
        relationships: [HBG0001 uses HBT0001, HBG0001 uses T1566]
        """;

    readonly Sandbox sandbox = new();
    readonly SettableClock clock = new();

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void Each_change_is_a_revision_and_earlier_ones_stay()
    {
        Apply(Source).Value.ShouldNotBeNull();
        clock.Now = clock.Now.AddDays(1);
        Apply("techniques: [{ id: HBT0001, name: Ask by night }]", "edit");
        Apply("techniques: [{ id: HBT0001, name: Ask by night }]", "edit").Value.ShouldNotBeNull(); // says nothing new

        using var workspace = Open(WorkspaceAccess.Read);
        workspace.ListOwnRevisions().Select(static r => (r.Number, r.Action, r.Version)).ShouldBe([(1, "import", "1.0"), (2, "edit", "1.1")]);
        NameIn(workspace.LoadOwn(1)).ShouldBe("Ask the night shift");
        NameIn(workspace.LoadOwn(2)).ShouldBe("Ask by night");
        NameIn(workspace.LoadOwn()).ShouldBe("Ask by night");
        workspace.LoadOwn(3).Value.ShouldBeNull();
    }

    [Fact]
    public void The_release_in_use_shows_it_and_the_published_one_does_not()
    {
        Apply(Source);
        using var workspace = Open(WorkspaceAccess.Read);
        var laid = workspace.LoadRelease(null).Value.ShouldNotBeNull();
        laid.TryFind("HBT0001", out var own).ShouldBeTrue();
        own.ShouldNotBeNull().Origin.ShouldBe(ObjectOrigin.Own);
        workspace.LoadRelease("18.1", null).Value.ShouldNotBeNull().IsOverlaid.ShouldBeTrue();
        workspace.LoadPublishedRelease(null, null).Value.ShouldNotBeNull().TryFind("HBT0001", out _).ShouldBeFalse();
        using var published = Workspace.Open(new WorkspaceOptions(Folder, WorkspaceAccess.Read, clock) { PublishedOnly = true });
        published.LoadRelease(null).Value.ShouldNotBeNull().TryFind("HBT0001", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_change_made_against_another_release_is_said_until_it_is_merged()
    {
        using (var workspace = Open(WorkspaceAccess.Write))
        {
            foreach (var version in new[] { "17.1", "18.1" })
            {
                await workspace.AddReleaseAsync(SharedData.PathOf($"attack/ics-attack-{version}.json"), null, null, CancellationToken.None);
            }

            workspace.TryUseRelease("17.1").ShouldBeTrue();
        }

        Apply("collection: { name: Harbour, prefix: HB, publisher: Harbour Ltd }\nchanges: [{ id: T0807, fields: { x_harbour_owner: SOC } }]").Diagnostics.ShouldBeEmpty();
        using var opened = Open(WorkspaceAccess.Write);
        opened.LoadRelease(null).Diagnostics.ShouldNotContain(static d => d.Code == "OWN017");
        opened.TryUseRelease("18.1").ShouldBeTrue();
        opened.LoadRelease(null).Diagnostics.ShouldContain(static d => d.Code == "OWN017");
        opened.LoadRelease("17.1", null).Value.ShouldNotBeNull().IsOverlaid.ShouldBeFalse();
        opened.ChangeOwn(
            new OwnChangeRequest("merge", "18.1"),
            static input => new Parsed<OwnCollection>(OwnMerge.Of(input.Collection.ShouldNotBeNull(), input.Release, input.Now).Collection, []), null).Value.ShouldNotBeNull().ConflictCount.ShouldBe(0);
        var release = opened.LoadRelease(null);
        release.Diagnostics.ShouldNotContain(static d => d.Code == "OWN017");
        release.Value.ShouldNotBeNull().TryFind("T0807", out var changed).ShouldBeTrue();
        changed.ShouldNotBeNull().Origin.ShouldBe(ObjectOrigin.Changed);
        changed.Published.Text("x_harbour_owner").ShouldBe("SOC");
    }

    [Fact]
    public void What_a_crash_left_between_the_two_writes_is_not_there()
    {
        Apply(Source);
        File.WriteAllText(sandbox.PathOf(".merlon", "own", "collections", "half.json"), "{");
        File.WriteAllText(sandbox.PathOf(".merlon", "own", "history", "00000003.json"), "{}"); // a gap before it
        using var workspace = Open(WorkspaceAccess.Read);
        workspace.ListOwnRevisions().Count.ShouldBe(1);
        NameIn(workspace.LoadOwn()).ShouldBe("Ask the night shift");
    }

    [Fact]
    public void A_collection_that_is_not_as_it_was_written_is_refused_and_said()
    {
        Apply(Source);
        var file = Directory.EnumerateFiles(sandbox.PathOf(".merlon", "own", "collections")).Single();
        File.AppendAllText(file, " ");
        using var workspace = Open(WorkspaceAccess.Write);
        var loaded = workspace.LoadRelease(null);
        loaded.Value.ShouldBeNull();
        loaded.Diagnostics.ShouldContain(static d => d.Code == "OWN001");
        workspace.LoadPublishedRelease(null, null).Value.ShouldNotBeNull();
        workspace.ChangeOwn(new OwnChangeRequest("edit", ""), static _ => throw new InvalidOperationException(), null).HasErrors.ShouldBeTrue();
    }

    [Fact]
    public void Trying_a_change_records_nothing_and_a_reader_cannot_change()
    {
        using (var workspace = Open(WorkspaceAccess.Write))
        {
            Apply(workspace, Source, new OwnChangeRequest("import", "", Record: false)).Value.ShouldNotBeNull();
            workspace.ListOwnRevisions().ShouldBeEmpty();
        }

        sandbox.Content.ShouldBeEmpty();
        using var reader = Open(WorkspaceAccess.Read);
        Should.Throw<InvalidOperationException>(() => Apply(reader, Source, new OwnChangeRequest("import", "")));
        reader.LoadOwn().Value.ShouldBeNull();
    }

    string Folder => sandbox.PathOf(Workspace.DefaultFolderName);

    static string NameIn(Parsed<OwnCollection> own) => own.Value.ShouldNotBeNull().TryFind("HBT0001", out var found) ? found.Name : "";

    Parsed<OwnCollection> Apply(string yaml, string action = "import")
    {
        using var workspace = Open(WorkspaceAccess.Write);
        return Apply(workspace, yaml, new OwnChangeRequest(action, "own.yaml"));
    }

    static Parsed<OwnCollection> Apply(Workspace workspace, string yaml, OwnChangeRequest request) => workspace.ChangeOwn(
        request, input => OwnSource.Read(Encoding.UTF8.GetBytes(yaml), "own.yaml", new OwnSourceContext(input.Collection, input.Release, input.Now), ReadLimits.Default), null);

    Workspace Open(WorkspaceAccess access) => Workspace.Open(new WorkspaceOptions(Folder, access, clock));
}
