using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.Tests.Api;

/// <summary>A client that is generated from the served document works, and notices when the document is wrong. Needs python3; without it the tests say that they are skipped.</summary>
public sealed class GeneratedClientTests
{
    [Fact]
    public async Task A_client_that_believes_the_document_gets_along_with_the_server()
    {
        var (exitCode, output) = await DriveAsync(static _ => { });
        exitCode.ShouldBe(0, output);
        output.ShouldStartWith("driven ");
    }

    [Fact]
    public async Task A_client_of_a_document_that_lies_fails()
    {
        (await DriveAsync(static document => document["paths"]!["/api/v1/comments/{id}"]!["put"]!["responses"]!.AsObject().Remove("200"))).ExitCode.ShouldBe(3);
        (await DriveAsync(static document => document["components"]!["schemas"]!["GetCommentAnswer"]!["required"]!.AsArray().Add("no_such_member"))).ExitCode.ShouldBe(3);
    }

    static async Task<(int ExitCode, string Output)> DriveAsync(Action<JsonObject> change)
    {
        var python = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(static folder => Path.Combine(folder, "python3")).FirstOrDefault(File.Exists);
        if (python is null)
        {
            Assert.Skip("no python3 on PATH: the client is not generated");
        }

        await using var served = await ServedMerlon.StartAsync();
        var document = (await served.DescriptionAsync()).Tree.DeepClone().AsObject();
        change(document);
        var folder = Directory.CreateTempSubdirectory("merlon-client-").FullName;
        try
        {
            var source = Path.Combine(folder, "openapi.json");
            await File.WriteAllTextAsync(source, document.ToJsonString());
            var generated = await RunAsync(python, [Repository.PathOf("tests/Merlon.Web.Tests/Api/generate_client.py"), source], folder);
            generated.ExitCode.ShouldBe(0, generated.Output);
            await File.WriteAllTextAsync(Path.Combine(folder, "merlon_client.py"), generated.Output);
            File.Copy(Repository.PathOf("tests/Merlon.Web.Tests/Api/drive_client.py"), Path.Combine(folder, "drive_client.py"));
            var token = served.Server.Served.Team.AddToken(served.PersonOf(TeamRole.Analyst).Id, "client", PersonToken.Write, TimeSpan.FromDays(1)).Secret;
            return await RunAsync(python, [Path.Combine(folder, "drive_client.py"), served.Address, token], folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static async Task<(int ExitCode, string Output)> RunAsync(string program, string[] arguments, string folder)
    {
        ProcessStartInfo start = new(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder, StandardOutputEncoding = Encoding.UTF8 };
        start.Environment["PYTHONUTF8"] = "1"; // whatever the machine's locale is
        start.Environment["no_proxy"] = "*"; // the server is on this machine
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var said = await errors;
        return (process.ExitCode, process.ExitCode == 0 ? output : output + said); // what python warns of is no part of what it made
    }
}
