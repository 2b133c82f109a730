using Merlon.Search;

namespace Merlon.Workspaces.Tests;

public sealed class IndexedReleaseTests : IDisposable
{
    readonly Sandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public async Task The_index_of_a_stored_release_is_made_once_and_kept_beside_it()
    {
        await AddAsync();
        var path = IndexFile();
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);

        Found("Industroyer").ShouldContain("S0604", StringComparer.Ordinal);
        (await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken)).ShouldBe(bytes);
        File.Delete(path);
        Found("Industroyer").ShouldContain("S0604", StringComparer.Ordinal);
        (await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken)).ShouldBe(bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not an index at all")]
    [InlineData("MERLONSX")]
    public async Task A_file_that_is_no_index_is_made_anew(string text)
    {
        await AddAsync();
        var path = IndexFile();
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);

        Found("Industroyer").ShouldContain("S0604", StringComparer.Ordinal);
        (await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken)).ShouldBe(bytes);
    }

    [Fact]
    public async Task A_damaged_index_is_made_anew()
    {
        await AddAsync();
        var path = IndexFile();
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        foreach (var at in (int[])[9, 20, 100, bytes.Length / 2, bytes.Length - 1])
        {
            var damaged = (byte[])bytes.Clone();
            damaged[at] ^= 1;
            await File.WriteAllBytesAsync(path, damaged, TestContext.Current.CancellationToken);

            Found("Industroyer").ShouldContain("S0604", StringComparer.Ordinal);
            (await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken)).ShouldBe(bytes);
        }
    }

    [Fact]
    public void The_built_in_release_is_indexed_without_a_file()
    {
        Found("Industroyer").ShouldContain("S0604", StringComparer.Ordinal);
        sandbox.Content.ShouldBeEmpty();
    }

    List<string> Found(string words)
    {
        using var workspace = Open(WorkspaceAccess.Read);
        return [.. workspace.LoadIndexedRelease(null, null).Value.ShouldNotBeNull().Search(new SearchQuery(words, SearchFilter.None)).Hits.Select(static hit => hit.Found.Id)];
    }

    string IndexFile() => Directory.EnumerateFiles(sandbox.PathOf(".merlon", "releases", "12.1"), "*-search.idx").ShouldHaveSingleItem();

    async Task AddAsync()
    {
        using var workspace = Open(WorkspaceAccess.Write);
        (await workspace.AddReleaseAsync(SharedData.PathOf("attack/ics-attack-12.1.json"), null, null, TestContext.Current.CancellationToken)).Value.ShouldNotBeNull();
        workspace.TryUseRelease("12.1").ShouldBeTrue();
    }

    Workspace Open(WorkspaceAccess access) => Workspace.Open(new WorkspaceOptions(sandbox.PathOf(".merlon"), access, TimeProvider.System));
}
