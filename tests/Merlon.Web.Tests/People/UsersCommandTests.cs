using Merlon.Cli;
using Merlon.Web.Tests.Security;

namespace Merlon.Web.Tests.People;

/// <summary><c>merlon users</c>: the owner's way in.</summary>
public sealed class UsersCommandTests
{
    [Fact]
    public async Task The_owner_adds_lists_changes_and_resets_people_beside_the_running_server()
    {
        await using var served = await ServedMerlon.StartAsync();
        var workspace = Path.Combine(served.Organisation, ".merlon");
        var (code, added, _) = Run("users", "add", "Anna", "--name", "Anna Berg", "--role", "administrator", "--url", served.Address, "--workspace", workspace);
        code.ShouldBe(0);
        var link = added.Split('\n')[1].Trim();
        using Visitor visitor = new(served.Address);
        (await visitor.SendFormAsync(link, "/invitation", ("link", link[(link.IndexOf('=', StringComparison.Ordinal) + 1)..]), ("name", "Anna Berg"), ("password", "blue kettle seven oceans"), ("again", "blue kettle seven oceans")))
            .StatusCode.ShouldBe(System.Net.HttpStatusCode.SeeOther);
        (await visitor.GetAsync("/settings/people")).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);

        Run("users", "list", "--workspace", workspace, "--json").Output.ShouldContain("\"login\":\"anna\"");
        Run("users", "list", "--workspace", workspace, "--json").Output.ShouldNotContain("secret");
        Run("users", "role", "anna", "viewer", "--workspace", workspace).Error.ShouldContain("one administrator always remains");
        Run("users", "disable", "nobody", "--workspace", workspace).Code.ShouldBe(2);
        Run("users", "reset", "anna", "--workspace", workspace).Output.ShouldContain("/invitation?link=");
        served.Server.Served.Team.Sessions(served.Server.Served.Team.FindLogin("anna")!.Id).ShouldBeEmpty();
        served.Server.Served.Team.AuditLog(new Workspaces.AuditQuery { Text = "console" }, 0, 10).Select(static entry => entry.Action).ShouldBe(["reset-person", "invite-person"]);
    }

    [Fact]
    public void Where_there_is_no_workspace_none_is_made()
    {
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Run("users", "list", "--workspace", folder).Code.ShouldBe(2);
        Directory.Exists(folder).ShouldBeFalse();
    }

    static (int Code, string Output, string Error) Run(params string[] line)
    {
        using StringWriter output = new() { NewLine = "\n" }, error = new() { NewLine = "\n" };
        var code = MerlonCommand.Run(line, new Terminal { Out = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }
}
