using Videotron.Simulator;

// A screen of a city as a small HTTP device: dotnet run --project simulator -- --urls http://127.0.0.1:8080 --key RAHASIA
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
var app = builder.Build();
var (screen, key) = (new Screen(), builder.Configuration["key"]);

app.MapGet("/", () => Results.Content(ScreenPage.Of(screen, builder.Configuration["name"] ?? "Videotron Alun-Alun"), "text/html; charset=utf-8"));
app.MapGet("/images/{hash}", (string hash) => screen.Picture(hash) is { } picture ? Results.Bytes(picture.Content, picture.ContentType) : Results.NotFound());

var api = app.MapGroup("/api").AddEndpointFilter(async (call, next) =>
    key is null || call.HttpContext.Request.Headers.Authorization == $"Bearer {key}" ? await next(call) : Results.Json(new { error = "key" }, statusCode: 401));

api.MapGet("/board", () => Results.Ok(new { slides = screen.Slides.Count, most = Screen.MostSlides }));
api.MapGet("/slides/{name}", (string name) => screen.Find(name) is { } slide ? Results.Ok(slide) : Results.Json(new { error = "absent" }, statusCode: 404));
api.MapPut("/slides/{name}", (string name, Slide slide) => Answer(screen.Put(name, slide)));
api.MapDelete("/slides/{name}", (string name) => screen.Remove(name) ? Results.NoContent() : Results.Json(new { error = "absent" }, statusCode: 404));
api.MapPut("/images/{hash}", async (string hash, HttpRequest request) => Answer(await screen.AddAsync(hash, request.ContentType, request.Body, request.HttpContext.RequestAborted)));

app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"Layar menyala di {string.Join(' ', app.Urls)}"));
await app.RunAsync();

static IResult Answer(string? error) => error switch
{
    null => Results.Ok(new { ok = true }),
    "image" => Results.Json(new { error }, statusCode: 409),
    "full" => Results.Json(new { error }, statusCode: 507),
    _ => Results.Json(new { error }, statusCode: 422),
};
