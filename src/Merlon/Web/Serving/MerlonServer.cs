using System.IO.Compression;
using System.Net.Sockets;
using Merlon.Web.App;
using Merlon.Web.App.People;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.ResponseCompression;

namespace Merlon.Web.Serving;

/// <summary>The web application and the API as one server.</summary>
sealed class MerlonServer : IAsyncDisposable
{
    /// <summary>Largest body of a request that is not an upload, in bytes.</summary>
    public const long RequestBytesMax = 4 * 1024 * 1024;

    /// <summary>Most connections at a time; more wait outside.</summary>
    public const int ConnectionsMax = 10_000;

    readonly WebApplication application;
    readonly ServedWorkspace served;

    MerlonServer(WebApplication application, ServedWorkspace served)
    {
        this.application = application;
        this.served = served;
    }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:8484</c>; known once it has started.</summary>
    public string Address => application.Urls.First();

    /// <summary>What is served.</summary>
    public ServedWorkspace Served => served;

    /// <summary>Asked to stop when this is: by a signal of the system (SIGTERM), or by <see cref="StopAsync"/>.</summary>
    public CancellationToken Stopping => application.Lifetime.ApplicationStopping;

    /// <summary>How far each language but English is.</summary>
    public IReadOnlyList<LanguageState> Languages => application.Services.GetRequiredService<WordShelf>().States;

    /// <summary>Every route, for tests and documents.</summary>
    public IEnumerable<Endpoint> Endpoints => ((IEndpointRouteBuilder)application).DataSources.SelectMany(static source => source.Endpoints);

    /// <summary>What the parts keep for the life of the server, for tests.</summary>
    public IServiceProvider Services => application.Services;

    /// <summary>Builds a server; nothing listens yet.</summary>
    public static MerlonServer Build(ServeSettings settings)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, EnvironmentName = Environments.Production });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => Listening.Configure(kestrel, settings));
        if (settings.Certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(Listening.StopSecondsMax));
        ServedWorkspace workspace = new(settings);
        builder.Services.AddSingleton(settings).AddSingleton(workspace).AddSingleton(AssetShelf.Open()).AddSingleton(WordShelf.Open(settings.TextFolders)).AddSingleton<PageRenderer>().AddSingleton<AppServer>()
            .AddSingleton<JobBoard>().AddSingleton<JobResults>().AddSingleton<WorkShelf>()
            .AddSingleton(static services =>
            {
                var board = services.GetRequiredService<JobBoard>(); // now: the timer may fire while everything is disposed of
                return new MemoryAtRest(TimeProvider.System, () => board.IsBusy, MemoryAtRest.Collect);
            });
        builder.Services.AddResponseCompression(static compression =>
        {
            compression.EnableForHttps = true; // what is secret in a page is masked anew in each answer
            compression.Providers.Add<BrotliCompressionProvider>();
            compression.Providers.Add<GzipCompressionProvider>();
            compression.MimeTypes = ["text/html", "application/json", "application/problem+json", "image/svg+xml", "text/csv", "text/plain"];
        });
        builder.Services.Configure<BrotliCompressionProviderOptions>(static brotli => brotli.Level = CompressionLevel.Optimal); // a third less than the fastest, for a few milliseconds
        Areas.AddServices(builder.Services, settings);
        var built = builder.Build();
        Listening.UseProxies(built, settings);
        var rest = built.Services.GetRequiredService<MemoryAtRest>();
        built.Use(next => async context =>
        {
            rest.Touch();
            await next(context);
            rest.Touch();
        });
        built.Use(next => context =>
        {
            SecurityHeaders.Set(context);
            if (HttpMethods.IsHead(context.Request.Method))
            {
                context.Request.Method = HttpMethods.Get; // answered alike; the server leaves the body out
            }

            return next(context);
        });
        built.UseResponseCompression();
        built.Use(next => context => Trouble.AroundAsync(context, next));
        built.Use(next => context => Listening.GuardAsync(context, next, settings, built.Lifetime.ApplicationStopping));
        built.Use(next => context =>
        {
            if (!Health.IsAsked(context) && !context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal))
            {
                workspace.Follow(); // whatever another server acknowledged is seen by this request
            }

            return next(context);
        });
        built.UseRouting();
        Areas.Use(built);
        built.Use(static next => context => Admission.AdmitAsync(context, next));
        var streams = built.Services.GetRequiredService<EventStreams>();
        built.Use(next => context => streams.HoldAsync(context, next));
        built.Services.GetRequiredService<AssetShelf>().Map(built);
        Areas.Map(built, workspace);
        return new MerlonServer(built, workspace);
    }

    /// <summary>Where the first administrator is made: a new one-time link, for the console alone. Null when there is one.</summary>
    public string? FirstStartAddress() => OneTimeLinks.FirstStart(served.Team, served.Settings.Database is null ? "" : Address) is { } path ? (served.Settings.PublicUrl?.GetLeftPart(UriPartial.Authority) ?? Address.TrimEnd('/')) + path : null;

    /// <summary>Starts to listen.</summary>
    /// <exception cref="IOException">The address is in use or not allowed.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await served.ShareFirstAsync(cancellationToken);
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is SocketException or IOException { InnerException: AddressInUseException })
        {
            throw new IOException(e is SocketException
                ? $"port {served.Settings.Port} of {served.Settings.Address} cannot be listened on: {e.Message.TrimEnd('.')}"
                : $"port {served.Settings.Port} of {served.Settings.Address} is taken: stop what uses it, or choose another one with --port", e);
        }
    }

    /// <summary>Assesses before anybody asks, and works out what takes its time; ends when that is begun.</summary>
    public Task WarmUpAsync(CancellationToken cancellationToken) => App.Assessment.AssessmentArea.WarmUpAsync(application.Services, cancellationToken);

    /// <summary>Stops: requests that run are finished, new ones are refused.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => application.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await application.DisposeAsync();
        served.Dispose();
    }
}
