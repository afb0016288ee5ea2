using System.Net;
using System.Text.Json;
using Kpu.Outreach.Channels.Http;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Channels.Website;

/// <summary>What follows from an answer of WordPress, by status and code.</summary>
internal static class WordPressAnswers
{
    /// <summary>Codes with which nothing was done, however often it is asked. Some of them come with status 500.</summary>
    private static readonly HashSet<string> Refusals = new(StringComparer.Ordinal)
    {
        "rest_invalid_param", "rest_missing_callback_param", "rest_invalid_json", "rest_invalid_type", "empty_content", "rest_upload_no_content_disposition", "rest_upload_no_data", "rest_upload_sideload_error", "rest_upload_unknown_error",
        "rest_upload_file_too_big", "rest_upload_limited_space", "rest_invalid_field",
    };

    /// <summary>What an answer means that is no success.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="isPublic">Whether the request could have made something public, so that doubt is doubt.</param>
    /// <param name="clock">The clock.</param>
    public static Outcome Outcome(HttpAnswer answer, bool isPublic, TimeProvider clock)
    {
        var code = answer.Text("code");
        var doubt = isPublic ? new Outcome.Unknown { Problem = Unclear(answer) } : (Outcome)new Outcome.Failed { Problem = Unclear(answer) };
        return answer.Status switch
        {
            0 when answer.NothingSent => new Outcome.Failed { Problem = Problem.Error(WordPressProblems.Unreachable, Place.Unknown) },
            HttpStatusCode.TooManyRequests => new Outcome.Deferred(answer.RetryAt(clock) ?? clock.GetUtcNow().AddMinutes(15), WordPressChannel.Calls),
            HttpStatusCode.Unauthorized => new Outcome.NeedsReconnect { Problem = Problem.Error(WordPressProblems.LoginRefused, Place.Unknown) },
            HttpStatusCode.Forbidden when code is not null => new Outcome.NeedsPerson(WordPressProblems.RoleRefused) { Problem = Problem.Error(WordPressProblems.RoleRefused, Place.Unknown, code) },
            HttpStatusCode.RequestEntityTooLarge => new Outcome.Rejected { Problem = Problem.Error(WordPressProblems.ContentRefused, Place.Unknown, "413") },
            HttpStatusCode.NotFound when code == "rest_post_invalid_id" => new Outcome.Rejected { Problem = Problem.Error(WordPressProblems.PostGone, Place.Unknown) },
            HttpStatusCode.BadRequest or HttpStatusCode.InternalServerError when code is not null && Refusals.Contains(code) => new Outcome.Rejected { Problem = Problem.Error(WordPressProblems.ContentRefused, Place.Unknown, code) },
            _ => doubt,
        };
    }

    public static Problem Unclear(HttpAnswer answer) =>
        Problem.Error(WordPressProblems.AnswerUnclear, Place.Unknown, answer.Status == 0 ? "-" : ((int)answer.Status).ToString(System.Globalization.CultureInfo.InvariantCulture), answer.Text("code") ?? "-");

    /// <summary>The posts or media of a list; null when the answer is none.</summary>
    public static IReadOnlyList<JsonElement>? Items(HttpAnswer answer) => answer is { IsSuccess: true, Json: { ValueKind: JsonValueKind.Array } list } ? [.. list.EnumerateArray()] : null;
}
