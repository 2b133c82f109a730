namespace Merlon.Workspaces.Tests;

public sealed class WorkspaceTests : IDisposable
{
    readonly Sandbox sandbox = new();
    readonly SettableClock clock = new();

    string Folder => sandbox.PathOf(Workspace.DefaultFolderName);

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void A_reader_of_a_missing_folder_sees_nothing_and_creates_nothing()
    {
        using (var workspace = Open(WorkspaceAccess.Read))
        {
            workspace.ListJournal(new JournalFilter(null, null, 10)).ShouldBeEmpty();
            workspace.FindJournal("E-0000000000000000").ShouldBeEmpty();
            workspace.EvidenceInForce().ShouldBeEmpty();
            workspace.SummariseJournal().ShouldBe(new JournalSummary(null, 0, 0, null));
        }

        sandbox.Content.ShouldBeEmpty();
    }

    [Fact]
    public void A_writer_creates_the_folder_and_says_its_format()
    {
        using var writer = Open(WorkspaceAccess.Write);
        sandbox.Content.ShouldBe([".merlon", ".merlon/workspace.json", ".merlon/writer.json", ".merlon/writer.lock"]);
        File.ReadAllText(Path.Combine(Folder, "workspace.json")).ShouldContain("\"merlon_workspace\": 1");
    }

    [Fact]
    public void A_new_workspace_in_which_nothing_was_recorded_goes_again()
    {
        Open(WorkspaceAccess.Write).Dispose();
        sandbox.Content.ShouldBeEmpty();
    }

    [Fact]
    public void A_folder_that_was_there_stays_and_so_does_what_somebody_put_into_a_new_one()
    {
        Directory.CreateDirectory(Folder);
        Open(WorkspaceAccess.Write).Dispose();
        File.Exists(Path.Combine(Folder, "workspace.json")).ShouldBeTrue();

        Directory.Delete(Folder, recursive: true);
        using (Open(WorkspaceAccess.Write))
        {
            sandbox.Write(".merlon/notes.txt", "mine");
        }

        sandbox.Content.ShouldBe([".merlon", ".merlon/notes.txt"]);
    }

    [Fact]
    public void There_is_one_writer_and_the_message_says_who()
    {
        using var first = Open(WorkspaceAccess.Write);
        var trouble = Should.Throw<WorkspaceLockedException>(() => Open(WorkspaceAccess.Write));
        trouble.Message.ShouldContain($"process {Environment.ProcessId}");
        trouble.Message.ShouldContain("since 2026-11-01T09:00:00");
        trouble.Message.ShouldContain("--workspace DIR");
    }

    [Fact]
    public void A_disposed_writer_frees_the_lock()
    {
        Open(WorkspaceAccess.Write).Dispose();
        Open(WorkspaceAccess.Write).Dispose();
    }

    [Fact]
    public void A_reader_needs_no_lock()
    {
        using var writer = Open(WorkspaceAccess.Write);
        using var reader = Open(WorkspaceAccess.Read);
        reader.EvidenceInForce().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(WorkspaceAccess.Read)]
    [InlineData(WorkspaceAccess.Write)]
    public void A_newer_format_is_refused_and_frees_the_lock(WorkspaceAccess access)
    {
        sandbox.Write(".merlon/workspace.json", """{"merlon_workspace": 2}""");
        Should.Throw<WorkspaceFormatException>(() => Open(access)).Message.ShouldContain("newer Merlon");
        File.WriteAllText(Path.Combine(Folder, "workspace.json"), """{"merlon_workspace": 1}""");
        Open(access).Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"merlon_workspace": "1"}""")]
    [InlineData("""{"merlon_workspace": 0}""")]
    public void A_workspace_file_that_is_not_one_is_refused(string text)
    {
        sandbox.Write(".merlon/workspace.json", text);
        Should.Throw<WorkspaceFormatException>(() => Open(WorkspaceAccess.Write)).Message.ShouldContain("workspace.json");
    }

    [Theory]
    [InlineData(WorkspaceAccess.Read)]
    [InlineData(WorkspaceAccess.Write)]
    public void A_file_in_the_folders_place_is_refused(WorkspaceAccess access)
    {
        sandbox.Write(".merlon", "a file");
        Should.Throw<IOException>(() => Open(access)).Message.ShouldContain("--workspace DIR");
        File.ReadAllText(Folder).ShouldBe("a file");
    }

    [Fact]
    public void A_file_in_the_place_of_the_folder_above_is_refused()
    {
        sandbox.Write("above", "a file");
        Should.Throw<IOException>(() => Workspace.Open(new WorkspaceOptions(sandbox.PathOf("above", "ws"), WorkspaceAccess.Write, clock)))
            .Message.ShouldContain("--workspace DIR");
    }

    [Fact]
    public void Reading_a_list_of_no_entries_is_a_bug()
    {
        using var workspace = Open(WorkspaceAccess.Read);
        Should.Throw<ArgumentOutOfRangeException>(() => workspace.ListJournal(new JournalFilter(null, null, 0)));
    }

    [Fact]
    public async Task Recording_in_a_workspace_opened_for_reading_is_a_bug()
    {
        using var workspace = Open(WorkspaceAccess.Read);
        await Should.ThrowAsync<InvalidOperationException>(() => workspace.AssessAsync(new AssessRequest(sandbox.Folder, null, null, [], null), null, CancellationToken.None));
    }

    Workspace Open(WorkspaceAccess access) => Workspace.Open(new WorkspaceOptions(Folder, access, clock));
}
