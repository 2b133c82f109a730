using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;

namespace Merlon.Benchmarks;

/// <summary>
/// Reads at a fixed rate, whether or not earlier ones are answered (open loop): a slow answer does not thin out the load, and each latency counts from the moment
/// at which the request was due, so that waiting in line is counted too.
/// </summary>
static class LoadFigures
{
    /// <summary>Reads of a team at work: standing, gaps, lists, objects, search, layers, talk.</summary>
    static readonly string[] Mix =
    [
        "/api/v1/standing", "/api/v1/gaps?limit=50", "/api/v1/objects/T1059.001?brief=true", "/api/v1/suggestions?q=power", "/api/v1/search?q=lsass%20dump&limit=10",
        "/api/v1/layers", "/api/v1/talk/technique:T1059", "/api/v1/jobs", "/api/v1/objects?kind=techniques&limit=50", "/api/v1/journal?limit=50",
    ];

    /// <summary>Prints p50, p99, the longest, and how many were not 200.</summary>
    public static async Task PrintAsync(string address, string token, int perSecond, int seconds, Action<string, double, string> print, string[]? paths = null)
    {
        using SocketsHttpHandler handler = new() { MaxConnectionsPerServer = 64, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        using HttpClient client = new(handler) { BaseAddress = new Uri(address) };
        client.DefaultRequestHeaders.Authorization = token.Length > 0 ? new AuthenticationHeaderValue("Bearer", token) : null;
        var mix = await ThereAsync(client, paths ?? Mix);
        print("paths", mix.Length, "of the mix are there");
        for (var warm = 0; warm < 30 * mix.Length; warm++)
        {
            await OneAsync(client, mix[warm % mix.Length]);
        }

        ConcurrentBag<(string Path, double Ms, bool IsWell)> done = [];
        var began = Stopwatch.GetTimestamp();
        List<Task> running = [];
        var total = perSecond * seconds;
        for (var number = 0; number < total; number++)
        {
            var due = TimeSpan.FromSeconds((double)number / perSecond);
            while (Stopwatch.GetElapsedTime(began) is var now && now < due)
            {
                var left = due - now;
                if (left > TimeSpan.FromMilliseconds(2))
                {
                    await Task.Delay(1);
                }
                else
                {
                    Thread.SpinWait(50);
                }
            }

            var path = mix[number % mix.Length];
            running.Add(Task.Run(async () =>
            {
                var isWell = await OneAsync(client, path);
                done.Add((path, (Stopwatch.GetElapsedTime(began) - due).TotalMilliseconds, isWell));
            }));
        }

        await Task.WhenAll(running);
        Show("all", [.. done.Select(static one => one.Ms)], print);
        foreach (var path in done.GroupBy(static one => one.Path, StringComparer.Ordinal).OrderBy(static path => path.Key, StringComparer.Ordinal))
        {
            Show(path.Key, [.. path.Select(static one => one.Ms)], print);
        }

        print("not 200", done.Count(static one => !one.IsWell), "requests");
    }

    static void Show(string name, double[] latencies, Action<string, double, string> print)
    {
        Array.Sort(latencies);
        print($"{name} p50", latencies[latencies.Length / 2], "ms");
        print($"{name} p99", latencies[(int)(latencies.Length * 0.99)], "ms");
        print($"{name} max", latencies[^1], "ms");
    }

    static async Task<string[]> ThereAsync(HttpClient client, string[] paths)
    {
        List<string> there = [];
        foreach (var path in paths)
        {
            if (await OneAsync(client, path))
            {
                there.Add(path);
            }
            else
            {
                await Console.Error.WriteLineAsync($"left out, not answered with 200: {path}");
            }
        }

        return [.. there];
    }

    static async Task<bool> OneAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        await answer.Content.ReadAsByteArrayAsync();
        return answer.IsSuccessStatusCode;
    }
}
