using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Merlon.Web.Tests.Knowledge;

/// <summary>A mirror of releases on this machine that sends half of a bundle, and the other half when it is told to.</summary>
sealed class GatedMirror : IAsyncDisposable
{
    readonly WebApplication application;
    readonly TaskCompletionSource isAsked = new(TaskCreationOptions.RunContinuationsAsynchronously), gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    GatedMirror(WebApplication application) => this.application = application;

    /// <summary>Where a fetch begins.</summary>
    public string Index => application.Urls.First() + "/mirror/index.json";

    /// <summary>Completes once half of the bundle is under way.</summary>
    public Task Asked => isAsked.Task;

    /// <summary>Starts one on a free port.</summary>
    public static async Task<GatedMirror> StartAsync(SampleBundle bundle)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        GatedMirror mirror = new(builder.Build());
        mirror.application.MapGet("/mirror/index.json", () => Results.Text(JsonSerializer.Serialize(new
        {
            id = "1",
            collections = new[] { new { name = "enterprise-attack", versions = new[] { new { version = bundle.Version, url = $"https://raw.example.org/mitre-attack/attack-stix-data/master/enterprise-attack/{bundle.FileName}" } } } },
        }), "application/json"));
        mirror.application.MapGet("/mirror/enterprise-attack/" + bundle.FileName, context => mirror.SendAsync(context, bundle.ToBytes()));
        await mirror.application.StartAsync();
        return mirror;
    }

    /// <summary>Lets the other half go, now and from now on.</summary>
    public void Open() => gate.TrySetResult();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Open();
        await application.DisposeAsync();
    }

    async Task SendAsync(HttpContext context, byte[] bytes)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        isAsked.TrySetResult();
        await gate.Task.WaitAsync(context.RequestAborted);
        await context.Response.Body.WriteAsync(bytes.AsMemory(bytes.Length / 2), context.RequestAborted);
    }
}
