using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Merlon.Web.Serving;
using Merlon.Web.Tests.Servers;
using Microsoft.Playwright;

namespace Merlon.Web.Tests.Assessment;

/// <summary>Signing off with a private key, over the API and in a browser: the signature holds, and the key is sent once and stays nowhere.</summary>
public sealed class SignWithKeyTests(Chromium chromium) : IClassFixture<Chromium>
{
    const string Passphrase = "nine lamps under water";

    [Fact]
    public async Task Over_the_API_a_signature_holds_against_its_key_and_against_no_other()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var approver = await served.ClientAsync(TeamRole.Approver);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256), other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = Encrypted(key);
        foreach (var (wrong, passphrase) in new[] { (pem, "another"), (pem, null), (key.ExportSubjectPublicKeyInfoPem(), null), ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", null) })
        {
            var failed = await SignAsync(approver, wrong, passphrase);
            failed.GetProperty("state").GetString().ShouldBe("failed", failed.ToString());
            failed.ToString().ShouldNotContain("KEY-----");
        }

        (await approver.GetFromJsonAsync<JsonElement>("/api/v1/sign-offs")).GetProperty("total").GetInt32().ShouldBe(0, "a key that does not open leaves nothing");
        (await SignAsync(approver, pem, Passphrase)).GetProperty("state").GetString().ShouldBe("done");
        var file = await approver.GetStringAsync("/api/v1/sign-offs/1/file");
        (await StateAsync(approver, file, key.ExportSubjectPublicKeyInfoPem())).ShouldBe("valid");
        (await StateAsync(approver, file, other.ExportSubjectPublicKeyInfoPem())).ShouldBe("invalid");
        (await StateAsync(approver, file, publicKey: null)).ShouldBe("valid-by-own-key");
        KeptIn(served, pem, Passphrase).ShouldBeEmpty();
        (await approver.GetStringAsync("/assessment/sign-offs/1")).ShouldContain(Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo())));
    }

    [Fact]
    public async Task In_a_browser_the_key_is_sent_with_the_sign_off_alone_and_the_page_says_whose_it_is()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var pem = Encrypted(key);
        await using var opened = await chromium.OpenAsync(served, "/assessment/guide/sign-off", TeamRole.Approver);
        var page = opened.Page;
        ConcurrentQueue<string> bodies = new(); // the page says every few seconds who is there
        page.Request += (_, request) =>
        {
            if (request.PostData is { } body)
            {
                bodies.Enqueue($"{new Uri(request.Url).AbsolutePath} {Uri.UnescapeDataString(body.Replace('+', ' '))}");
            }
        };
        await page.GetByText("With a digital signature").ClickAsync();
        await page.GetByLabel("Private key (PEM)").FillAsync(pem);
        await page.GetByLabel("Passphrase of the key").FillAsync("another");
        var sign = page.GetByRole(AriaRole.Button, new() { Name = "Sign off" });
        await sign.ClickAsync();
        await page.WaitForFunctionAsync("() => merlonNotes.some((note) => note.classList.contains('bad'))");
        (await page.GetByLabel("Private key (PEM)").InputValueAsync()).ShouldContain("KEY-----"); // who mistyped does not begin anew
        await page.GetByLabel("Passphrase of the key").FillAsync(Passphrase);
        await sign.ClickAsync();
        await page.WaitForURLAsync("**/assessment/sign-offs/1");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync(Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo())));
        await page.GetByRole(AriaRole.Link, new() { Name = "Verify now" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Its digital signature is valid");
        bodies.Count(static body => body.Contains("KEY-----", StringComparison.Ordinal)).ShouldBe(2, "each try sends it once");
        bodies.Where(static body => body.Contains("KEY-----", StringComparison.Ordinal)).ShouldAllBe(static body => body.StartsWith("/assessment/sign-offs ", StringComparison.Ordinal));
        (await page.EvaluateAsync<string>("() => JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage })")).ShouldNotContain("KEY-----");
        KeptIn(served, pem, Passphrase).ShouldBeEmpty();
    }

    static string Encrypted(ECDsa key) => key.ExportEncryptedPkcs8PrivateKeyPem(Passphrase, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1_000));

    static async Task<JsonElement> SignAsync(HttpClient client, string key, string? passphrase)
    {
        using var begun = await client.PostAsJsonAsync("/api/v1/sign-offs", new { by = "Ada", key, passphrase });
        return await TwoServers.FollowAsync(client, (await begun.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!);
    }

    static async Task<string?> StateAsync(HttpClient client, string file, string? publicKey)
    {
        using var verdict = await client.PostAsJsonAsync("/api/v1/sign-offs/verify", new { sign_off = file, public_key = publicKey });
        return (await verdict.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("signature_state").GetString();
    }

    /// <summary>Files of the organisation and the workspace in which a part of the key, or its passphrase, can be read.</summary>
    static List<string> KeptIn(ServedMerlon served, string pem, string passphrase)
    {
        var parts = new[] { pem.Split('\n')[1], passphrase }.Select(Encoding.UTF8.GetBytes).ToList();
        return [.. Directory.EnumerateFiles(served.Organisation, "*", SearchOption.AllDirectories).Where(file =>
        {
            using MemoryStream copy = new();
            try
            {
                using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                stream.CopyTo(copy);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                return false; // the server took it away meanwhile: it keeps nothing any more
            }

            return parts.Exists(part => copy.GetBuffer().AsSpan(0, (int)copy.Length).IndexOf(part) >= 0);
        })];
    }
}
