namespace Merlon.Workspaces.Tests.Storage;

/// <summary>Two machines with a folder of their own each, one organisation, one PostgreSQL database.</summary>
public sealed class TwoServersTests : IDisposable
{
    readonly Sandbox sandbox = new();
    readonly SettableClock clock = new();
    DatabaseAddress? address;

    DatabaseAddress Address => address ??= DatabaseAddress.Parse(PostgresServer.Shared.NewDatabase());

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public async Task What_one_server_assesses_the_other_knows()
    {
        sandbox.Write("left/org/organisation.yaml", SmallBank.Text);
        sandbox.Write("left/org/rules/example.yml", SmallBank.Rule);
        (await AssessAsync("left")).ShouldNotBeNull();
        using (var right = Open("right", WorkspaceAccess.Read))
        {
            right.SummariseJournal().Organisation.ShouldBe("Harbor Bank");
            File.ReadAllText(sandbox.PathOf("right", "org", "organisation.yaml")).ShouldBe(SmallBank.Text);
        }

        var stamp = Stamp("left");
        await File.WriteAllTextAsync(sandbox.PathOf("right", "org", "organisation.yaml"), SmallBank.Text.Replace("80%", "95%", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        (await AssessAsync("right")).ShouldNotBeNull();
        (Stamp("left") == stamp).ShouldBeFalse("what rests on the old state is known to be old");
        File.ReadAllText(sandbox.PathOf("left", "org", "organisation.yaml")).ShouldContain("95%");
        using var left = Open("left", WorkspaceAccess.Read);
        left.EvidenceInForce().ShouldContain(static e => e.Statement.Contains("95", StringComparison.Ordinal));
    }

    [Fact]
    public void One_server_writes_at_a_time_and_the_other_is_told_who()
    {
        using (Open("left", WorkspaceAccess.Write))
        {
            Should.Throw<WorkspaceLockedException>(() => Open("right", WorkspaceAccess.Write)).Message.ShouldContain("being written by");
            Open("right", WorkspaceAccess.Read).Dispose();
        }

        Open("right", WorkspaceAccess.Write).Dispose();
    }

    [Fact]
    public void Organisations_with_schemas_of_their_own_do_not_see_each_other()
    {
        var text = PostgresServer.Shared.NewDatabase();
        foreach (var name in new[] { "harbor", "bay" })
        {
            sandbox.Write($"{name}/org/organisation.yaml", $"name: {name}");
            Workspace.Open(Options(name, WorkspaceAccess.Write) with { Database = DatabaseAddress.Parse($"{text}&merlon_schema={name}") }).Dispose();
        }

        Workspace.Open(Options("other", WorkspaceAccess.Read) with { Database = DatabaseAddress.Parse($"{text}&merlon_schema=bay") }).Dispose();
        File.ReadAllText(sandbox.PathOf("other", "org", "organisation.yaml")).ShouldBe("name: bay");
    }

    [Fact]
    public async Task A_pinned_release_is_pinned_everywhere()
    {
        var release = new MiniRelease("1.0").Tactic("t1", "TA0001", "knock").Matrix("t1").Technique("a1", "T1001", "Stay", "knock");
        var path = sandbox.Write(release.FileName, "");
        await File.WriteAllBytesAsync(path, release.Utf8, TestContext.Current.CancellationToken);
        using (var left = Open("left", WorkspaceAccess.Write))
        {
            (await left.AddReleaseAsync(path, null, null, CancellationToken.None)).Value.ShouldNotBeNull();
            left.TryUseRelease("1.0").ShouldBeTrue();
        }

        using var right = Open("right", WorkspaceAccess.Read);
        right.ListReleases().Single(static r => r.IsPinned).Version.ShouldBe("1.0");
        right.LoadRelease("1.0", null).Value.ShouldNotBeNull().Version.ShouldBe("1.0");
    }

    string Stamp(string machine)
    {
        using var opened = Open(machine, WorkspaceAccess.Read);
        return opened.StorageStamp();
    }

    async Task<object?> AssessAsync(string machine)
    {
        using var opened = Open(machine, WorkspaceAccess.Write);
        var read = await opened.AssessAsync(new AssessRequest(sandbox.PathOf(machine, "org"), null, null, [], null), null, CancellationToken.None);
        return read.Value;
    }

    Workspace Open(string machine, WorkspaceAccess access) => Workspace.Open(Options(machine, access));

    WorkspaceOptions Options(string machine, WorkspaceAccess access)
        => new(sandbox.PathOf(machine, "ws"), access, clock) { Database = Address, OrganisationFolder = sandbox.PathOf(machine, "org") };
}
