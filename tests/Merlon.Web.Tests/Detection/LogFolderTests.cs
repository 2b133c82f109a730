using Merlon.Web.App.Detection.Logs;

namespace Merlon.Web.Tests.Detection;

/// <summary>Folders of logs that the server's owner allows: what lies outside is as if it were not there.</summary>
public sealed class LogFolderTests : IDisposable
{
    readonly string scratch = Directory.CreateTempSubdirectory("merlon-logs-").FullName;

    public LogFolderTests()
    {
        Directory.CreateDirectory(Path.Combine(scratch, "allowed", "inner"));
        Directory.CreateDirectory(Path.Combine(scratch, "other"));
        File.WriteAllText(Path.Combine(scratch, "allowed", "inner", "a.json"), "{}");
        File.WriteAllText(Path.Combine(scratch, "allowed", ".hidden.json"), "{}");
        File.WriteAllText(Path.Combine(scratch, "other", "secret.json"), "{}");
    }

    [Theory]
    [InlineData("../other/secret.json")]
    [InlineData("inner/../../other/secret.json")]
    [InlineData("/etc/passwd")]
    [InlineData("inner/./a.json")]
    [InlineData(".hidden.json")]
    [InlineData("inner\\..\\..\\other\\secret.json")]
    [InlineData("inner/a.json\0.txt")]
    [InlineData("C:/windows")]
    [InlineData("missing")]
    public void A_path_that_leads_elsewhere_is_not_found(string below) => Allowed.Find(below).ShouldBeNull();

    [Fact]
    public void A_file_below_is_found_by_its_path() => Allowed.Find("inner/a.json").ShouldBe(Path.Combine(scratch, "allowed", "inner", "a.json"));

    [Fact]
    public void Links_that_lead_out_are_left_out_wherever_they_stand()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("links need rights there");
        }

        File.CreateSymbolicLink(Path.Combine(scratch, "allowed", "out.json"), Path.Combine(scratch, "other", "secret.json"));
        Directory.CreateSymbolicLink(Path.Combine(scratch, "allowed", "outside"), Path.Combine(scratch, "other"));
        File.CreateSymbolicLink(Path.Combine(scratch, "allowed", "twice.json"), Path.Combine(scratch, "allowed", "outside", "secret.json"));
        File.CreateSymbolicLink(Path.Combine(scratch, "allowed", "within.json"), Path.Combine("inner", "a.json"));
        File.CreateSymbolicLink(Path.Combine(scratch, "allowed", "loop.json"), "loop.json");

        foreach (var name in new[] { "out.json", "outside", "outside/secret.json", "twice.json", "loop.json" })
        {
            Allowed.Find(name).ShouldBeNull(name);
        }

        Allowed.Find("within.json").ShouldBe(Path.Combine(scratch, "allowed", "inner", "a.json"));
        var (files, leftOut) = Allowed.FilesBelow(Allowed.Root);
        files.ShouldBe([Path.Combine(scratch, "allowed", "inner", "a.json")]);
        leftOut.ShouldBe(4);
    }

    [Fact]
    public void Two_folders_of_one_name_are_told_apart()
        => LogFolder.Of([Path.Combine(scratch, "allowed"), Path.Combine(scratch, "other", "..", "allowed")]).Select(static folder => folder.Name).ShouldBe(["allowed", "allowed-2"]);

    public void Dispose() => Directory.Delete(scratch, recursive: true);

    LogFolder Allowed => LogFolder.Of([Path.Combine(scratch, "allowed")])[0];
}
