namespace Merlon.Workspaces.Tests.Storage;

/// <summary>Connections that a server keeps open to the team's file.</summary>
public sealed class KeptConnectionTests
{
    static readonly TalkSubject Subject = new("technique", "T1059");
    static readonly TalkPerson Anna = new("1", "anna", "Anna");

    [Fact]
    public void Another_file_in_its_place_is_what_is_read_and_written()
    {
        using Sandbox sandbox = new();
        var folder = sandbox.PathOf("team");
        var path = Path.Combine(folder, Team.FileName);
        using var team = Open(folder);
        team.AddComment(Subject, Anna, "kept");
        Add(sandbox.PathOf("other"), "of another file");
        while (File.GetCreationTimeUtc(OtherPath()) == File.GetCreationTimeUtc(path))
        {
            // Born in the same tick of the file system's clock, which no restored file is: another one, until that has moved on.
            Directory.Delete(sandbox.PathOf("other"), recursive: true);
            Add(sandbox.PathOf("other"), "of another file");
        }

        // As restore and move do it: the old file goes aside by its name, another one comes.
        foreach (var file in Directory.GetFiles(folder, Team.FileName + "*"))
        {
            File.Move(file, file + ".moved");
        }

        File.Move(OtherPath(), path);
        team.Comments(Subject).ShouldHaveSingleItem().Text.ShouldBe("of another file");
        team.AddComment(Subject, Anna, "after");
        team.Comments(Subject).Count.ShouldBe(2);

        string OtherPath() => Path.Combine(sandbox.PathOf("other"), Team.FileName);
    }

    [Fact]
    public void A_team_that_was_disposed_of_leaves_no_file_but_its_own()
    {
        using Sandbox sandbox = new();
        var folder = sandbox.PathOf("team");
        using (var team = Open(folder))
        {
            team.AddComment(Subject, Anna, "kept");
        }

        Directory.EnumerateFiles(folder).Select(Path.GetFileName).ShouldBe([Team.FileName]);
        using var again = Open(folder);
        again.Comments(Subject).ShouldHaveSingleItem();
    }

    static void Add(string folder, string text)
    {
        using var team = Team.Open(new TeamOptions(folder, TimeProvider.System));
        team.AddComment(Subject, Anna, text);
    }

    static Team Open(string folder) => Team.Open(new TeamOptions(folder, TimeProvider.System) { KeepsConnections = true });
}
