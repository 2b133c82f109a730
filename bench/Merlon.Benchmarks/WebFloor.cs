using System.Globalization;
using System.Text;
using Merlon.Attack;
using Merlon.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Merlon.Benchmarks;

/// <summary>What the same machine does with nothing to do: a bare endpoint for the API, and a plain table of every technique for the matrix. The real Navigator is not at hand.</summary>
static class WebFloor
{
    /// <summary>Serves until it is killed.</summary>
    public static async Task ServeAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var application = builder.Build();
        var table = Table();
        application.MapGet("/hello", static () => Results.Text("{\"hello\":true}", "application/json"));
        application.MapGet("/table", () => Results.Text(table, "text/html; charset=utf-8"));
        await application.RunAsync($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}");
    }

    /// <summary>Adds an administrator to a workspace's team and answers a token of theirs.</summary>
    public static string MakeToken(string workspace)
    {
        var team = Team.Open(new TeamOptions(workspace, TimeProvider.System));
        var person = team.FindLogin("bench") ?? team.AddPerson(new Person("", "bench", "Bench", Person.Administrator));
        return team.AddToken(person.Id, "bench", PersonToken.Admin, TimeSpan.FromDays(1)).Secret;
    }

    static string Table()
    {
        StringBuilder html = new("<!DOCTYPE html><html lang=en><title>Table</title><table>");
        foreach (var row in BuiltInRelease.Open().Techniques.Take(887).Chunk(15))
        {
            html.Append("<tr>").AppendJoin("", row.Select(static technique => $"<td><a href=\"#{technique.Id}\">{technique.Name}</a></td>")).Append("</tr>");
        }

        return html.Append("</table></html>").ToString();
    }
}
