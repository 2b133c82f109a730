using Merlon.Documents;
using Merlon.Sigma;
using Merlon.Sigma.Compiled;
using Merlon.Workspaces.Storage;

namespace Merlon.Workspaces.Tests.Storage;

public sealed class CompiledRuleStoreTests : IDisposable
{
    readonly Sandbox sandbox = new();
    readonly SettableClock clock = new();
    readonly string rules;
    readonly string workspace;

    public CompiledRuleStoreTests()
    {
        rules = Directory.CreateDirectory(sandbox.PathOf("sigma")).FullName;
        workspace = Directory.CreateDirectory(sandbox.PathOf("workspace")).FullName;
        Write("a.yml", "One");
        clock.Now = new DateTimeOffset(WrittenAt("a.yml").AddYears(1));
        Write("b.yml", "Two");
    }

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void Rules_are_stored_and_taken_from_there()
    {
        Titles().ShouldBe(["One", "Two"]);
        var stored = Stored().ShouldNotBeNull();

        // A file of another content with the size and date of the old one shows that it was not read.
        var path = Path.Combine(rules, "a.yml");
        var date = File.GetLastWriteTimeUtc(path);
        Write("a.yml", "Own");
        File.SetLastWriteTimeUtc(path, date);
        Titles().ShouldBe(["One", "Two"]);
        Stored().ShouldBe(stored);
    }

    [Fact]
    public void A_changed_a_new_and_a_removed_file_are_noticed()
    {
        Titles();
        Write("a.yml", "Changed");
        Titles().ShouldBe(["Changed", "Two"]);
        Write("c.yml", "Three");
        Titles().ShouldBe(["Changed", "Two", "Three"]);
        File.Delete(Path.Combine(rules, "b.yml"));
        Titles().ShouldBe(["Changed", "Three"]);
        Titles().ShouldBe(["Changed", "Three"]);
    }

    [Fact]
    public void A_file_that_was_only_copied_is_not_read_again()
    {
        Titles();
        var stored = CompiledSigma.OriginOf(File.ReadAllBytes(Stored().ShouldNotBeNull())).ShouldNotBeNull();
        File.SetLastWriteTimeUtc(Path.Combine(rules, "a.yml"), WrittenAt("a.yml").AddDays(-3));
        Titles().ShouldBe(["One", "Two"]);
        var dated = CompiledSigma.OriginOf(File.ReadAllBytes(Stored().ShouldNotBeNull())).ShouldNotBeNull();
        string.Equals(dated, stored, StringComparison.Ordinal).ShouldBeFalse();
        dated.Split('\n')[0].ShouldBe(stored.Split('\n')[0]);
    }

    [Fact]
    public void A_file_too_young_for_its_date_is_looked_into()
    {
        clock.Now = new DateTimeOffset(WrittenAt("a.yml")); // whenever the other one was written
        Titles();
        var path = Path.Combine(rules, "a.yml");
        var date = File.GetLastWriteTimeUtc(path);
        Write("a.yml", "Own");
        File.SetLastWriteTimeUtc(path, date);
        Titles().ShouldBe(["Own", "Two"]);
    }

    [Fact]
    public void A_damaged_one_is_made_again()
    {
        Titles();
        var path = Stored().ShouldNotBeNull();
        var whole = File.ReadAllBytes(path);
        foreach (var bytes in (byte[][])[[], whole[..^1], [.. whole[..200], (byte)(whole[200] ^ 1), .. whole[201..]]])
        {
            File.WriteAllBytes(path, bytes);
            Titles().ShouldBe(["One", "Two"]);
            File.ReadAllBytes(path).ShouldBe(whole);
        }
    }

    [Fact]
    public void Values_of_placeholders_are_part_of_what_is_stored()
    {
        File.WriteAllText(Path.Combine(rules, "p.yml"), "title: P\nlogsource: {product: windows}\ndetection: {s: {A|expand: '%x%'}, condition: s}\n");
        Read().Value.ShouldNotBeNull().Rules[2].Refusal.ShouldNotBeNull();
        var options = SigmaReadOptions.Default with { Placeholders = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["x"] = ["y"] } };
        Read(options).Value.ShouldNotBeNull().Rules[2].Refusal.ShouldBeNull();
    }

    [Fact]
    public void Without_a_workspace_nothing_is_stored()
    {
        Directory.Delete(workspace);
        Titles().ShouldBe(["One", "Two"]);
        Directory.Exists(workspace).ShouldBeFalse();
    }

    IEnumerable<string> Titles() => Read().Value.ShouldNotBeNull().Rules.Select(static rule => rule.Title);

    Parsed<SigmaContent> Read(SigmaReadOptions? options = null)
    {
        var read = new CompiledRuleStore(workspace, clock).Read([rules], options ?? SigmaReadOptions.Default, progress: null, TestContext.Current.CancellationToken);
        read.Diagnostics.ShouldBe(new CompiledRuleStore(workspace, clock).Read([rules], options ?? SigmaReadOptions.Default, progress: null, TestContext.Current.CancellationToken).Diagnostics);
        return read;
    }

    string? Stored() => Directory.EnumerateFiles(workspace, "*-" + CompiledRuleStore.FileName, SearchOption.AllDirectories).SingleOrDefault();

    DateTime WrittenAt(string name) => File.GetLastWriteTimeUtc(Path.Combine(rules, name));

    void Write(string name, string title)
        => File.WriteAllText(Path.Combine(rules, name), $"title: {title}\nlogsource: {{product: windows}}\ndetection: {{s: {{A: b}}, condition: s}}\n");
}
