using Merlon.Documents;
using Merlon.Workspaces.Exchange;

namespace Merlon.Workspaces.Tests.Exchange;

public sealed class RuleFilesTests : IDisposable
{
    readonly Sandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void Files_come_in_ordinal_order_of_their_paths()
    {
        foreach (var name in new[] { "rules/b.yml", "rules/B.yaml", "rules/a/z.YML", "rules/a.yml", "rules/readme.md", "rules/.git/x.yml", "rules/.hidden.yml" })
        {
            sandbox.Write(name, "title: x");
        }

        var found = RuleFiles.Find(sandbox.PathOf("rules"), "rules/", ReadLimits.Default);
        found.Files.Select(static f => f.Document).ShouldBe(["rules/B.yaml", "rules/a.yml", "rules/a/z.YML", "rules/b.yml"]);
        found.Diagnostics.ShouldBeEmpty();
        found.Files.ShouldAllBe(static f => File.Exists(f.Path));
    }

    [Fact]
    public void A_file_is_its_own_list()
    {
        var path = sandbox.Write("one.txt", "title: x");
        RuleFiles.Find(path, "one.txt", ReadLimits.Default).Files.ShouldBe([new RuleFile(path, "one.txt")]);
    }

    [Fact]
    public void A_loop_of_links_is_not_entered_and_a_dead_link_is_no_rule()
    {
        sandbox.Write("rules/a.yml", "title: x");
        Directory.CreateSymbolicLink(sandbox.PathOf("rules", "loop"), sandbox.PathOf("rules"));
        File.CreateSymbolicLink(sandbox.PathOf("rules", "dead.yml"), sandbox.PathOf("nowhere.yml"));
        File.CreateSymbolicLink(sandbox.PathOf("rules", "circle.yml"), sandbox.PathOf("rules", "circle.yml"));
        File.CreateSymbolicLink(sandbox.PathOf("rules", "linked.yml"), sandbox.PathOf("rules", "a.yml"));
        var found = RuleFiles.Find(sandbox.PathOf("rules"), "rules", ReadLimits.Default);
        found.Files.Select(static f => f.Document).ShouldBe(["rules/a.yml", "rules/linked.yml"]);
        found.Diagnostics.Select(static d => d.Code).ShouldBe(["RULE005"]);
    }

    [Fact]
    public void A_file_without_bytes_is_known_as_empty_also_behind_a_link()
    {
        sandbox.Write("rules/empty.yml", "");
        sandbox.Write("rules/full.yml", "title: x");
        File.CreateSymbolicLink(sandbox.PathOf("rules", "to-empty.yml"), sandbox.PathOf("rules", "empty.yml"));
        File.CreateSymbolicLink(sandbox.PathOf("rules", "to-full.yml"), sandbox.PathOf("rules", "full.yml"));
        RuleFiles.Find(sandbox.PathOf("rules"), "rules", ReadLimits.Default).Files.Select(static f => (f.Document, f.IsEmpty)).ShouldBe(
            [("rules/empty.yml", true), ("rules/full.yml", false), ("rules/to-empty.yml", true), ("rules/to-full.yml", false)]);
    }

    [Theory]
    [InlineData(RuleFiles.RuleFolderDepthMax, 1, 0)]
    [InlineData(RuleFiles.RuleFolderDepthMax + 1, 0, 2)] // too deep, and therefore empty
    public void Folders_are_searched_down_to_the_limit(int depth, int files, int diagnostics)
    {
        sandbox.Write("rules/" + string.Concat(Enumerable.Repeat("d/", depth - 1)) + "a.yml", "title: x");
        var found = RuleFiles.Find(sandbox.PathOf("rules"), "rules", ReadLimits.Default);
        found.Files.Count.ShouldBe(files);
        found.Diagnostics.Count.ShouldBe(diagnostics);
    }

    [Fact]
    public void An_empty_folder_is_said()
    {
        Directory.CreateDirectory(sandbox.PathOf("rules"));
        RuleFiles.Find(sandbox.PathOf("rules"), "rules", ReadLimits.Default).Diagnostics.Select(static d => d.Code).ShouldBe(["RULE002"]);
    }
}
