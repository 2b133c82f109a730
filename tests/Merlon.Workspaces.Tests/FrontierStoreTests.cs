using Merlon.Assessment;

namespace Merlon.Workspaces.Tests;

/// <summary>What is kept of a frontier beside a workspace.</summary>
public sealed class FrontierStoreTests
{
    static readonly string Key = new('a', 32);
    static readonly string Other = new('b', 32);

    static readonly FrontierPoint[] Points =
    [
        new(0, 4_249.99m, 0.1544207, 0, 0, IsProven: true, []),
        new(4_250, 6_949.99m, 0.1723913, 1.0 / 3, 0.4, IsProven: false, ["mitigation:M1018", "log_source:auditd <b>\"ü\""]),
    ];

    [Fact]
    public void What_is_written_is_read_to_the_last_digit()
    {
        using var sandbox = new Sandbox();
        var store = new FrontierStore(sandbox.Folder);
        store.TryRead(Key).ShouldBeNull();
        store.TryWrite(Key, Points).ShouldBeTrue();
        var read = store.TryRead(Key).ShouldNotBeNull();
        read.Select(static point => point with { Measures = [] }).ShouldBe(Points.Select(static point => point with { Measures = [] }));
        read.SelectMany(static point => point.Measures).ShouldBe(Points.SelectMany(static point => point.Measures));
    }

    [Fact]
    public void One_is_kept_and_only_for_its_own_key()
    {
        using var sandbox = new Sandbox();
        var store = new FrontierStore(sandbox.Folder);
        store.TryWrite(Key, Points);
        store.TryRead(Other).ShouldBeNull();
        store.TryWrite(Other, Points[..1]).ShouldBeTrue();
        store.TryRead(Key).ShouldBeNull();
        store.TryRead(Other).ShouldNotBeNull().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"points\":[{}]}")]
    [InlineData("{\"points\":[{\"cost\":\"many\"}]}")]
    [InlineData("{\"points\":[{\"cost\":1e999}]}")]
    public void A_damaged_file_is_none(string text)
    {
        using var sandbox = new Sandbox();
        var store = new FrontierStore(sandbox.Folder);
        store.TryWrite(Key, Points);
        File.WriteAllText(Directory.GetFiles(sandbox.Folder, "*-frontier.json", SearchOption.AllDirectories).Single(), text);
        store.TryRead(Key).ShouldBeNull();
    }

    [Fact]
    public void Without_a_workspace_nothing_is_kept_and_nothing_is_made()
    {
        using var sandbox = new Sandbox();
        var folder = Path.Combine(sandbox.Folder, "none");
        new FrontierStore(folder).TryWrite(Key, Points).ShouldBeFalse();
        Directory.Exists(folder).ShouldBeFalse();
    }
}
