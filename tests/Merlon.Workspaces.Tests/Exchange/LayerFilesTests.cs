using System.Globalization;
using Merlon.Workspaces.Exchange;

namespace Merlon.Workspaces.Tests.Exchange;

public sealed class LayerFilesTests : IDisposable
{
    readonly Sandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void Layers_are_found_in_every_folder_but_hidden_ones_and_review_lists_are_passed_over()
    {
        foreach (var name in (string[])["b.json", "a b/c.JSON", "a b/d/e.json", ".hidden/f.json", ".g.json", "layer-review.json", "note.txt"])
        {
            sandbox.Write(name, "{}");
        }

        sandbox.Write("empty.json", "");
        LayerFiles.Find(sandbox.Folder).ShouldBe(["a b/c.JSON", "a b/d/e.json", "b.json"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Folders_are_searched_down_to_their_limit(int past)
    {
        var below = string.Concat(Enumerable.Repeat("d/", LayerFiles.LayerFolderDepthMax - 1 + past));
        sandbox.Write(below + "x.json", "{}");
        if (past == 0)
        {
            LayerFiles.Find(sandbox.Folder).ShouldHaveSingleItem();
        }
        else
        {
            Should.Throw<InvalidDataException>(() => LayerFiles.Find(sandbox.Folder)).Message.ShouldContain("narrower");
        }
    }

    [Fact]
    public void As_many_layers_as_the_limit_are_found_and_one_more_is_refused()
    {
        for (var i = 0; i < LayerFiles.LayerFilesMax; i++)
        {
            sandbox.Write(string.Create(CultureInfo.InvariantCulture, $"{i}.json"), "{}");
        }

        LayerFiles.Find(sandbox.Folder).Count.ShouldBe(LayerFiles.LayerFilesMax);
        sandbox.Write("more.json", "{}");
        Should.Throw<InvalidDataException>(() => LayerFiles.Find(sandbox.Folder));
    }
}
