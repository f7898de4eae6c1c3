resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = aws_iam_role.orders.arn
  filename      = "build/orders.zip"
  handler       = "app.handler"
  runtime       = "python3.13"

  environment {
    # What the code needs to know when it starts.
    variables = {
      BUCKET      = aws_s3_bucket.orders.id
      DB_PASSWORD = "not-a-real-password-1234"
    }
  }
}

# The HTTP API that takes orders, kept by another team.
module "api" {
  source = "git::https://example.com/platform/http-api.git?ref=v1.4.0"

  name        = "orders"
  handler_arn = aws_lambda_function.orders.arn
}
