using System.Globalization;

namespace Merlon.Fuzz;

/// <summary>Runs one target after another for an equal share of the time, or one input once more.</summary>
static class Program
{
    static int Main(string[] args)
    {
        if (args is [_, _, "replay", var name, var file] && FuzzTargets.All.FirstOrDefault(t => t.Name == name) is { } replayed)
        {
            var outcome = replayed.Run(File.ReadAllBytes(file));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} took {file} without complaint (behaviour {outcome:x16})"));
            return 0;
        }

        if (args is not [var output, var data, var seconds, .. var rest] || !int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var time))
        {
            Console.Error.WriteLine("usage: fuzz/run.sh SECONDS [TARGET…] [--seed N] | fuzz/run.sh replay TARGET FILE");
            Console.Error.WriteLine("targets: " + string.Join(' ', FuzzTargets.All.Select(static t => t.Name)));
            return 2;
        }

        var at = Array.IndexOf(rest, "--seed");
        var seed = at >= 0 && at + 1 < rest.Length ? int.Parse(rest[at + 1], CultureInfo.InvariantCulture) : Environment.TickCount & int.MaxValue;
        string[] names = at >= 0 ? [.. rest[..at], .. rest[Math.Min(rest.Length, at + 2)..]] : rest;
        FuzzTarget[] targets = [.. FuzzTargets.All.Where(t => names.Length == 0 || names.Contains(t.Name, StringComparer.Ordinal))];
        var found = 0;
        foreach (var target in targets)
        {
            found += new FuzzRun(target, output, data, seed).For(TimeSpan.FromSeconds((double)time / targets.Length));
        }

        return found > 0 ? 1 : 0;
    }
}
