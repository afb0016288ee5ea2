using Kpu.Outreach.Cli.Output;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Cli.Commands;

/// <summary>Names every problem of a workspace.</summary>
internal static class ValidateCommand
{
    public static async Task<int> RunAsync(Screen screen, Request request, CancellationToken cancellationToken)
    {
        await using var desk = await Desk.OpenAsync(request, LedgerUse.None, screen, cancellationToken);
        var problems = (await desk.Client.ValidateAsync(desk.Reading, cancellationToken)).Problems;
        var errors = problems.Count(p => p.Severity == Severity.Error);
        if (screen.IsJson)
        {
            await screen.DocumentAsync(json =>
            {
                json.WriteStartObject();
                json.WriteBoolean("valid", errors == 0);
                json.WriteNumber("errors", errors);
                json.WriteNumber("warnings", problems.Count(p => p.Severity == Severity.Warning));
                json.WriteStartArray("problems");
                foreach (var problem in problems) json.Problem(problem, screen.Texts);
                json.WriteEndArray();
                json.WriteEndObject();
            });
        }
        else
        {
            ProblemList.Write(screen, problems);
            screen.Say(screen.Texts.Validated(errors, problems.Count(p => p.Severity == Severity.Warning)));
        }

        return errors == 0 ? ExitCode.Done : ExitCode.BadInput;
    }
}
