using System.Net;
using System.Text.RegularExpressions;

namespace Merlon.Web.Tests.Security;

/// <summary>A browser as far as cookies and forms go: keeps cookies, reads form keys out of pages, follows nothing by itself.</summary>
sealed partial class Visitor : IDisposable
{
    readonly HttpClient client;

    public Visitor(string address, HttpMessageHandler? handler = null)
    {
        Cookies = (handler as HttpClientHandler)?.CookieContainer ?? new CookieContainer();
        client = new HttpClient(handler ?? new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = Cookies }) { BaseAddress = new Uri(address) };
    }

    /// <summary>Its cookies.</summary>
    public CookieContainer Cookies { get; }

    public HttpClient Client => client;

    /// <summary>The cookie of that name, or null.</summary>
    public Cookie? Cookie(string prefix) => Cookies.GetAllCookies().FirstOrDefault(cookie => cookie.Name.StartsWith(prefix, StringComparison.Ordinal) && cookie.Value.Length > 0);

    public Task<HttpResponseMessage> GetAsync(string path) => client.GetAsync(path);

    /// <summary>Loads a page and sends its form with these fields.</summary>
    public async Task<HttpResponseMessage> SendFormAsync(string page, string action, params (string Name, string Value)[] fields)
    {
        var html = await client.GetStringAsync(page);
        return await PostAsync(action, [("form-key", KeyIn(html)), .. fields]);
    }

    public async Task<HttpResponseMessage> PostAsync(string action, params (string Name, string Value)[] fields)
    {
        using FormUrlEncodedContent content = new(fields.Select(static field => KeyValuePair.Create(field.Name, field.Value)));
        return await client.PostAsync(action, content);
    }

    public Task<HttpResponseMessage> SignInAsync(string login, string password, string to = "/") => SendFormAsync("/sign-in", "/sign-in", ("login", login), ("password", password), ("to", to));

    /// <summary>The key of the first form of a page.</summary>
    public static string KeyIn(string html) => KeyPattern().Match(html).Groups["key"].Value;

    public void Dispose() => client.Dispose();

    [GeneratedRegex("name=\"form-key\" (content|value)=\"(?<key>[^\"]*)\"", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex KeyPattern();
}
