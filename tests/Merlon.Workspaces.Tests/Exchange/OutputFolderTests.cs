using System.Text;
using Merlon.Workspaces.Exchange;

namespace Merlon.Workspaces.Tests.Exchange;

public sealed class OutputFolderTests : IDisposable
{
    readonly Sandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void Files_are_written_over_old_ones_and_nothing_is_left_beside()
    {
        sandbox.Write("out/a.json", "old and longer");
        OutputFolder.Write(sandbox.PathOf("out"), [Text("a.json", "new"), Text("b.html", "<p>")], CancellationToken.None);
        sandbox.Content.ShouldBe(["out", "out/a.json", "out/b.html"]);
        File.ReadAllText(sandbox.PathOf("out", "a.json")).ShouldBe("new");
    }

    [Fact]
    public void A_disk_that_fills_up_midway_leaves_the_old_set_as_it_was()
    {
        sandbox.Write("out/a.json", "old");
        Should.Throw<IOException>(() => OutputFolder.Write(sandbox.PathOf("out"), [Text("a.json", "new"), Full("b.html")], CancellationToken.None))
            .Message.ShouldContain("no space");
        sandbox.Content.ShouldBe(["out", "out/a.json"]);
        File.ReadAllText(sandbox.PathOf("out", "a.json")).ShouldBe("old");
    }

    [Fact]
    public void A_failed_first_write_leaves_no_folder()
    {
        Should.Throw<IOException>(() => OutputFolder.Write(sandbox.PathOf("out"), [Full("b.html")], CancellationToken.None));
        sandbox.Content.ShouldBeEmpty();
    }

    [Fact]
    public void Cancelling_before_the_first_rename_writes_nothing()
    {
        using CancellationTokenSource source = new();
        OutputFile cancelling = new("b.html", _ => source.Cancel());
        Should.Throw<OperationCanceledException>(() => OutputFolder.Write(sandbox.PathOf("out"), [Text("a.json", "new"), cancelling], source.Token));
        sandbox.Content.ShouldBeEmpty();
    }

    [Fact]
    public void A_file_in_the_folders_place_is_refused()
    {
        sandbox.Write("out", "a file");
        Should.Throw<IOException>(() => OutputFolder.Write(sandbox.PathOf("out"), [Text("a.json", "new")], CancellationToken.None)).Message.ShouldContain("--out DIR");
        sandbox.Content.ShouldBe(["out"]);
    }

    [Fact]
    public void A_folder_in_a_files_place_is_refused_before_anything_is_renamed()
    {
        sandbox.Write("out/b.html/keep", "");
        Should.Throw<IOException>(() => OutputFolder.Write(sandbox.PathOf("out"), [Text("a.json", "new"), Text("b.html", "")], CancellationToken.None));
        sandbox.Content.ShouldBe(["out", "out/b.html", "out/b.html/keep"]);
    }

    [Fact]
    public void A_link_is_replaced_and_not_written_through()
    {
        sandbox.Write("precious", "keep");
        Directory.CreateDirectory(sandbox.PathOf("out"));
        File.CreateSymbolicLink(sandbox.PathOf("out", "a.json"), sandbox.PathOf("precious"));
        OutputFolder.Write(sandbox.PathOf("out"), [Text("a.json", "new")], CancellationToken.None);
        File.ReadAllText(sandbox.PathOf("precious")).ShouldBe("keep");
        File.ReadAllText(sandbox.PathOf("out", "a.json")).ShouldBe("new");
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("c:d")]
    public void Names_with_a_way_out_are_a_bug(string name)
        => Should.Throw<ArgumentException>(() => OutputFolder.Write(sandbox.PathOf("out"), [Text(name, "")], CancellationToken.None));

    [Fact]
    public void Two_files_of_one_name_are_a_bug()
        => Should.Throw<ArgumentException>(() => OutputFolder.Write(sandbox.PathOf("out"), [Text("a", ""), Text("A", "")], CancellationToken.None));

    [Fact]
    public void A_full_device_leaves_nothing()
    {
        if (!File.Exists("/dev/full"))
        {
            Assert.Skip("this system has no /dev/full");
        }

        using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write);
        OutputFile copying = new("a.json", stream =>
        {
            stream.Write("part"u8);
            full.Write(new byte[100_000]);
            full.Flush();
        });
        Should.Throw<IOException>(() => OutputFolder.Write(sandbox.PathOf("out"), [copying], CancellationToken.None));
        sandbox.Content.ShouldBeEmpty();
    }

    static OutputFile Text(string name, string text) => new(name, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    static OutputFile Full(string name) => new(name, static stream =>
    {
        stream.Write(new byte[50_000]);
        throw new IOException("no space");
    });
}
