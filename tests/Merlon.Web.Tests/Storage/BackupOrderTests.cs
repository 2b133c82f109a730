using System.Globalization;
using System.Net;
using System.Text.Json;
using Merlon.Web.Serving;
using Merlon.Web.Tests.Security;
using Merlon.Web.Tests.Servers;

namespace Merlon.Web.Tests.Storage;

/// <summary>Backups that are taken so fast that their names have the same time.</summary>
public sealed class BackupOrderTests
{
    [Fact]
    public async Task A_backup_is_there_when_it_is_told_to_be_whatever_else_was_taken_in_its_second()
    {
        SettableTime time = new();
        await using var served = await ServedMerlon.StartAsync(settings => settings with { Clock = time }, TestDatabase.Sqlite);
        var folder = Directory.CreateDirectory(Path.Combine(served.Organisation, ".merlon", "backups")).FullName;
        foreach (var last in new[] { "~1", "~2", "~3" })
        {
            await File.WriteAllTextAsync(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"merlon-{time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}-{last}.tar.gz")), "");
        }

        using var admin = await served.ClientAsync(TeamRole.Administrator);
        using var begun = await admin.PostAsync("/api/v1/backup", content: null);
        var id = JsonSerializer.Deserialize<JsonElement>(await begun.Content.ReadAsStringAsync()).GetProperty("id").GetString()!;
        var done = await TwoServers.FollowAsync(admin, id);
        done.GetProperty("state").GetString().ShouldBe("done", done.ToString());
        (await admin.GetAsync(done.GetProperty("result").GetString())).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
