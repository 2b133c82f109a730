using Merlon.Assessment;
using Merlon.Controls;

namespace Merlon.Workspaces.Tests;

public sealed class WorkspaceControlsTests : IDisposable
{
    const string Csv = "control,technique\nP-1,T1059.001\n";

    readonly Sandbox sandbox = new();
    readonly SettableClock clock = new();

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void Imported_files_are_kept_by_content_once()
    {
        var path = sandbox.Write("our-policy.csv", Csv);
        using (var workspace = Open(WorkspaceAccess.Write))
        {
            workspace.ImportMappings([path], MappingHints.None, isDryRun: false, CancellationToken.None).ShouldHaveSingleItem().IsKnown.ShouldBeFalse();
            workspace.ImportMappings([path], MappingHints.None, isDryRun: false, CancellationToken.None).ShouldHaveSingleItem().IsKnown.ShouldBeTrue();
        }

        using var opened = Open(WorkspaceAccess.Read);
        var stored = opened.ListMappings().ShouldHaveSingleItem();
        stored.Path.ShouldBe("our-policy.csv");
        sandbox.Content.ShouldContain($"workspace/mappings/{stored.Hash}", StringComparer.Ordinal);
        opened.LoadControls().Value.ShouldNotBeNull().TechniquesOf("our-policy", "p-1").ShouldHaveSingleItem();
    }

    [Fact]
    public void What_the_user_says_of_a_file_is_kept_with_it()
    {
        var path = sandbox.Write("x.csv", "a,b\nP-1,AC-2\n");
        using var workspace = Open(WorkspaceAccess.Write);
        workspace.ImportMappings([path], new MappingHints("Ours", "NIST 800-53", "house"), isDryRun: false, CancellationToken.None);

        var controls = workspace.LoadControls().Value.ShouldNotBeNull();
        controls.TechniquesOf("ours", "P-1").ShouldAllBe(static edge => edge.Via == "AC-2");
        controls.Frameworks.Single(static f => f.Id == "ours").Source.ShouldBe("house");
    }

    [Fact]
    public void A_file_that_is_damaged_in_the_store_does_not_count_and_is_named()
    {
        using var workspace = Open(WorkspaceAccess.Write);
        workspace.ImportMappings([sandbox.Write("our-policy.csv", Csv)], MappingHints.None, isDryRun: false, CancellationToken.None);
        File.WriteAllText(sandbox.PathOf("workspace", "mappings", workspace.ListMappings()[0].Hash), "control,technique\nP-1,T1003\n");

        var loaded = workspace.LoadControls();
        loaded.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("MAP011");
        loaded.Value.ShouldNotBeNull().TryFindFramework("our-policy", out _).ShouldBeFalse();
    }

    [Fact]
    public void A_dry_run_leaves_no_trace_and_a_refused_file_no_workspace()
    {
        using (var workspace = Open(WorkspaceAccess.Read))
        {
            workspace.ImportMappings([sandbox.Write("our-policy.csv", Csv)], MappingHints.None, isDryRun: true, CancellationToken.None).ShouldHaveSingleItem().Read.ShouldNotBeNull();
        }

        using (var workspace = Open(WorkspaceAccess.Write))
        {
            workspace.ImportMappings([sandbox.Write("empty.json", "{}")], MappingHints.None, isDryRun: false, CancellationToken.None).ShouldHaveSingleItem().Read.ShouldBeNull();
        }

        Directory.Exists(sandbox.PathOf("workspace")).ShouldBeFalse();
    }

    [Fact]
    public void A_folder_is_searched_and_too_many_files_are_refused()
    {
        sandbox.Write("maps/a.csv", Csv);
        sandbox.Write("maps/deeper/b.csv", "control,technique\nQ-1,T1003\n");
        sandbox.Write("maps/readme.md", "no mapping");
        using var workspace = Open(WorkspaceAccess.Read);
        workspace.ImportMappings([sandbox.PathOf("maps")], MappingHints.None, isDryRun: true, CancellationToken.None).Count.ShouldBe(2);

        for (var i = 0; i <= MappingLimits.FilesMax; i++)
        {
            sandbox.Write($"many/{i}.csv", $"control,technique\nP-{i},T1003\n");
        }

        Should.Throw<InvalidDataException>(() => workspace.ImportMappings([sandbox.PathOf("many")], MappingHints.None, isDryRun: true, CancellationToken.None));
        File.Delete(sandbox.PathOf("many", "0.csv"));
        workspace.ImportMappings([sandbox.PathOf("many")], MappingHints.None, isDryRun: true, CancellationToken.None).Count.ShouldBe(MappingLimits.FilesMax);
    }

    [Fact]
    public async Task An_assessment_uses_what_the_workspace_keeps_and_what_the_organisation_names()
    {
        var path = sandbox.Write("stored.csv", Csv);
        sandbox.Write("bank/named.csv", "control,technique\nN-1,T1003\n");
        sandbox.Write("bank/organisation.yaml", """
            merlon: 1
            name: Bank
            sectors: [finance]
            platforms: [Windows]
            mappings: [named.csv, missing.csv]
            controls:
              - {framework: stored, control: P-1, degree: partial}
              - {framework: named, control: N-1, degree: significant}
            """);
        using var workspace = Open(WorkspaceAccess.Write);
        workspace.ImportMappings([path], MappingHints.None, isDryRun: false, CancellationToken.None);

        var read = await workspace.AssessAsync(new AssessRequest(sandbox.PathOf("bank"), null, null, [], new DateOnly(2026, 11, 22)), progress: null, CancellationToken.None);

        read.Diagnostics.Where(static d => d.Severity != Documents.Severity.Note).Select(static d => d.Code).ShouldBe(["MAP010"]);
        read.Value.ShouldNotBeNull().Evidence.Values.Where(static e => e.Kind == EvidenceKind.Control).Select(static e => e.Source).Order(StringComparer.Ordinal).ShouldBe(["control:named:N-1", "control:stored:P-1"]);
    }

    [Fact]
    public void Mappings_go_by_framework_name_or_hash()
    {
        using var workspace = Open(WorkspaceAccess.Write);
        workspace.ImportMappings([sandbox.Write("a.csv", Csv), sandbox.Write("b.csv", "control,technique\nQ-1,T1003\n"), sandbox.Write("c.csv", "control,technique\nR-1,T1003\n")], MappingHints.None, isDryRun: false, CancellationToken.None);

        workspace.RemoveMappings(["nobody"]).ShouldBeEmpty();
        workspace.RemoveMappings(["a"]).ShouldHaveSingleItem();
        workspace.RemoveMappings(["b.csv"]).ShouldHaveSingleItem();
        workspace.RemoveMappings([workspace.ListMappings()[0].Hash[..8]]).ShouldHaveSingleItem();
        workspace.ListMappings().ShouldBeEmpty();
        Directory.GetFiles(sandbox.PathOf("workspace", "mappings")).ShouldHaveSingleItem();
    }

    Workspace Open(WorkspaceAccess access) => Workspace.Open(new WorkspaceOptions(sandbox.PathOf("workspace"), access, clock));
}
