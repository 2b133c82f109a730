using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Merlon.Web.Tests.Servers;

/// <summary>A load balancer without any memory: each request goes to the next server, whoever asks and on whatever connection.</summary>
sealed class RoundRobin : IAsyncDisposable
{
    static readonly string[] OfOneConnection = ["Connection", "Transfer-Encoding", "Keep-Alive"];

    readonly WebApplication application;
    readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    volatile IReadOnlyList<string> servers = [];
    int next = -1;

    RoundRobin(WebApplication application) => this.application = application;

    /// <summary>Where browsers reach the servers, without a slash at the end.</summary>
    public string Address => application.Urls.First().TrimEnd('/');

    /// <summary>Starts one on a free port of this machine, with nothing behind it yet.</summary>
    public static async Task<RoundRobin> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        RoundRobin made = new(builder.Build());
        made.application.Run(made.PassAsync);
        await made.application.StartAsync();
        return made;
    }

    /// <summary>Says which servers there are.</summary>
    public void Use(params IReadOnlyList<string> addresses) => servers = addresses;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await application.DisposeAsync();
        client.Dispose();
    }

    async Task PassAsync(HttpContext context)
    {
        var server = servers[(int)((uint)Interlocked.Increment(ref next) % servers.Count)];
        using HttpRequestMessage request = new(new HttpMethod(context.Request.Method), server + context.Request.Path.ToUriComponent() + context.Request.QueryString);
        if (context.Request.ContentLength is > 0 || context.Request.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new StreamContent(context.Request.Body);
        }

        foreach (var (name, values) in context.Request.Headers.Where(static header => !OfOneConnection.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        request.Headers.TryAddWithoutValidation("X-Forwarded-For", context.Connection.RemoteIpAddress?.ToString());
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(static header => !OfOneConnection.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await using var body = await answer.Content.ReadAsStreamAsync(context.RequestAborted);
        var buffer = new byte[16 * 1024];
        while (await body.ReadAsync(buffer, context.RequestAborted) is > 0 and var read)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}
