//! Terraform text in the form `terraform fmt` leaves alone.
