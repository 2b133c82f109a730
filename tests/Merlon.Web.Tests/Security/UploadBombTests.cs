using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Merlon.Documents;
using Merlon.Web.App.Assessment;
using Merlon.Web.Serving;
using Merlon.Web.Tests.Detection;
using Merlon.Workspaces.Exchange;

namespace Merlon.Web.Tests.Security;

/// <summary>Bodies and archives that are more than they say, or do not say how much they are.</summary>
public sealed class UploadBombTests(ServedFixture fixture) : IClassFixture<ServedFixture>
{
    ServedMerlon Served => fixture.Served;

    [Theory]
    [InlineData("/api/v1/people", "application/json", MerlonServer.RequestBytesMax)]
    [InlineData("/api/v1/organisation/rule-files", "multipart/form-data; boundary=x", RuleUploads.UploadBytesMax)]
    [InlineData("/api/v1/dettect/check", "application/x-yaml", ScratchUpload.UploadBytesMax)]
    public async Task A_body_that_does_not_say_its_length_ends_at_the_limit(string path, string type, long limit)
    {
        using var client = await Served.ClientAsync(TeamRole.Administrator);
        using EndlessContent body = new(limit + (1024 * 1024), type);
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = body };
        request.Headers.ExpectContinue = false;
        request.Headers.TransferEncodingChunked = true;
        HttpStatusCode status;
        try
        {
            using var answer = await client.SendAsync(request);
            status = answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            status = HttpStatusCode.RequestEntityTooLarge; // the server hung up before everything was sent
        }

        status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        body.Sent.ShouldBeLessThanOrEqualTo(limit + (1024 * 1024));
        await GoneAsync(Served);
    }

    [Fact]
    public async Task An_upload_that_breaks_off_leaves_nothing()
    {
        using var client = await Served.ClientAsync(TeamRole.Analyst);
        foreach (var path in new[] { "/api/v1/uploads?name=a.evtx", "/api/v1/rule-uploads?name=a.zip" })
        {
            using EndlessContent body = new(3 * 1024 * 1024, "application/octet-stream") { BreaksOff = true };
            await Should.ThrowAsync<HttpRequestException>(() => client.PostAsync(path, body));
        }

        await GoneAsync(Served);
    }

    [Fact]
    public async Task An_archive_of_rules_that_unpacks_without_end_is_left_and_its_names_lead_nowhere()
    {
        using var client = await Served.ClientAsync(TeamRole.Analyst);
        using MemoryStream bytes = new();
        using (ZipArchive zip = new(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            await WriteAsync(zip, "../../../escaped.yml", DetectionApiTests.Rule);
            await WriteAsync(zip, "/tmp/escaped.yml", DetectionApiTests.Rule.Replace("11111111", "21111111", StringComparison.Ordinal));
            var large = new string('a', ReadLimits.Default.YamlBytesMax + 1);
            for (var i = 0; i <= RulePackage.PackageUnpackedBytesMax / large.Length + 3; i++)
            {
                await WriteAsync(zip, $"large{i}.yml", large);
            }
        }

        bytes.Length.ShouldBeLessThan(8 * 1024 * 1024); // of more than 256 MiB
        using var answer = await client.PostAsync("/api/v1/rule-uploads?name=..%2F..%2Fbomb.zip", new ByteArrayContent(bytes.ToArray()));
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, text);
        using var outcome = JsonDocument.Parse(text);
        outcome.RootElement.GetProperty("taken").EnumerateArray().Select(static one => one.GetProperty("name").GetString()).ShouldAllBe(static name => name!.EndsWith("escaped.yml", StringComparison.Ordinal)); // nothing of the large ones
        Directory.EnumerateFiles(Path.GetDirectoryName(Served.Organisation)!, "*escaped*", SearchOption.AllDirectories)
            .ShouldAllBe(file => file.StartsWith(Path.Combine(Served.Organisation, "rules"), StringComparison.Ordinal) || file.StartsWith(Path.Combine(Served.Organisation, ".merlon"), StringComparison.Ordinal));
        File.Exists("/tmp/escaped.yml").ShouldBeFalse();
        await GoneAsync(Served);
    }

    [Fact]
    public async Task A_release_that_unpacks_without_end_is_refused_in_words_and_nothing_is_kept()
    {
        using var client = await Served.ClientAsync(TeamRole.Administrator);
        using MemoryStream bytes = new();
        using (GZipStream packed = new(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i < 400; i++)
            {
                await packed.WriteAsync(zeros);
            }
        }

        using var begun = await client.PostAsync("/api/v1/releases?name=enterprise-attack-99.1.json.gz", new ByteArrayContent(bytes.ToArray()));
        begun.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var job = (await begun.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        var events = await client.GetStringAsync($"/api/v1/jobs/{job}/events"); // ends with the job
        using var last = JsonDocument.Parse(events.Split("data: ", StringSplitOptions.RemoveEmptyEntries)[^1]);
        last.RootElement.GetProperty("state").GetString().ShouldBe("done", events);
        var outcome = await client.GetStringAsync(last.RootElement.GetProperty("result").GetString());
        outcome.ShouldContain("\"severity\":\"error\"");
        outcome.ShouldNotContain("\"release\":{");
        await GoneAsync(Served);
    }

    [Fact]
    public async Task A_packed_body_is_not_unpacked_for_anybody()
    {
        using var client = await Served.ClientAsync(TeamRole.Administrator);
        using MemoryStream bytes = new();
        using (GZipStream packed = new(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            await packed.WriteAsync("{\"login\":\"packed\",\"role\":\"viewer\"}"u8.ToArray());
        }

        using ByteArrayContent body = new(bytes.ToArray());
        body.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        body.Headers.TryAddWithoutValidation("Content-Encoding", "gzip");
        (await client.PostAsync("/api/v1/people", body)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        Served.Server.Served.Team.FindLogin("packed").ShouldBeNull();
    }

    static async Task WriteAsync(ZipArchive zip, string name, string text)
    {
        await using var entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
        await entry.WriteAsync(Encoding.UTF8.GetBytes(text));
    }

    // What an upload leaves in the folders that uploads go through.
    // What another test of this server gave up a moment ago may still be on its way out.
    static Task GoneAsync(ServedMerlon served) => Patience.UntilAsync(() => Left(served).Count == 0, "nothing is left");

    static List<string> Left(ServedMerlon served) =>
    [
        .. new[] { "uploads", "scratch" }.Select(name => Path.Combine(served.Organisation, ".merlon", name)).Where(Directory.Exists)
            .SelectMany(static folder => Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })),
    ];

    /// <summary>Bytes without a length that is said before.</summary>
    sealed class EndlessContent : HttpContent
    {
        readonly long bytes;

        public EndlessContent(long bytes, string type)
        {
            this.bytes = bytes;
            Headers.TryAddWithoutValidation("Content-Type", type);
        }

        public long Sent { get; private set; }

        public bool BreaksOff { get; init; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var piece = Encoding.ASCII.GetBytes(new string(' ', 64 * 1024));
            if (Headers.ContentType?.MediaType == "multipart/form-data")
            {
                await stream.WriteAsync("--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.yml\"\r\n\r\n"u8.ToArray());
            }

            while (Sent < bytes)
            {
                await stream.WriteAsync(piece);
                Sent += piece.Length;
            }

            await stream.FlushAsync();
            if (BreaksOff)
            {
                throw new IOException("the cable was pulled");
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
